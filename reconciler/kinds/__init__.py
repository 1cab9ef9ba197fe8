"""What each AWS resource is: declarations only, one file an AWS service.

A kind is a value (`words.Kind`). No functions, no imports but the vocabulary: what a kind cannot
say becomes a new word there.
"""
