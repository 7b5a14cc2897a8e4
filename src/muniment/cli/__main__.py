"""`python -m muniment.cli` is the same as `muniment`."""

from muniment.cli.main import run

if __name__ == "__main__":
    run()
