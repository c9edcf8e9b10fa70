"""Reading what customers write: class, severity, intent and language, by words alone.

A message is normalised (`normalize`), searched for the words of the lexicon (`finder`,
`lexicon/*.toml`) with jieba's dictionary deciding where words end (`segment`), read clause by
clause (`reading`) and weighed (`scoring`). What everyday characters hint at is added up beside it
(`hints`, `lexicon/hints.csv`, `leaning`), and both are put in one balance (`balance`) to judge
class, gravity and intent (`classify`, `severity`, `intent`). `loading.load_classifier` gives the
whole. This package imports nothing else of ours.
"""
