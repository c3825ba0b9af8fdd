"""`python -m nacre` and the `nacre` command."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from .cli import run

    run()


if __name__ == "__main__":
    main()
