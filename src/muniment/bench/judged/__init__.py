"""A made-up drive of papers with a hundred questions, and how well each paper answers them."""

from muniment.bench.judged.papers import Page, corpus
from muniment.bench.judged.questions import Question, read, text_of

__all__ = ["Page", "Question", "corpus", "read", "text_of"]
