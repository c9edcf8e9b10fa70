"""Reading what customers write: class, severity, intent and language, by words alone.

A message is normalised (`normalize`), searched for the words of the lexicon (`finder`,
`lexicon/*.toml`) with jieba deciding where words end (`segment`), read clause by clause
(`reading`), weighed (`scoring`) and judged (`classify`, `severity`, `intent`).
`loading.load_classifier` gives the whole. This package imports nothing else of ours.
"""
