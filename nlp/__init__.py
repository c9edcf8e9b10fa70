"""Reading what customers write: class, severity, intent and language, without a model file or a network.

A message is normalised (`normalize`), cut into words (`segment`), searched for the words of the lexicon
(`lexicon`, `lexicon/*.toml`), read clause by clause (`reading`) and judged (`classify`, `severity`, `intent`).
`classify.load_classifier` gives the whole; this package imports nothing else of ours.
"""
