"""The program that reads hostile documents. It runs inside the sandbox, apart from Muniment.

Nothing here imports Muniment, and Muniment imports from here only `frames`.
"""
