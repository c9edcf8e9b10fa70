"""The commands of `python -m desk`.

Exit 0: done; 1: refused, with one clear line; 2: wrong usage.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path

from complaints.errors import ComplaintError, Unavailable
from desk.logs import set_up_logs
from desk.settings import (
    PARTS,
    Settings,
    SettingsError,
    read_environment,
    read_settings,
    secret_key,
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m desk", description="回音 Huiyin")
    sub = parser.add_subparsers(dest="command", required=True)
    run = sub.add_parser("run", help="start the desk")
    run.add_argument("--host", help="address to listen on")
    run.add_argument("--port", type=int, help="port to listen on")
    run.add_argument(
        "--only", type=_parts, default=PARTS, help="some of web,bot,clock; default all"
    )
    sub.add_parser("migrate", help="bring the database to the present schema")
    sub.add_parser("check", help="check settings, database, channels and the audit chain")
    sub.add_parser("demo", help="three months of believable cases, into an empty desk")
    sub.add_parser("classify", help="one JSON string per line in, one JSON object per line out")
    officer = sub.add_parser("officer", help="manage officers").add_subparsers(
        dest="action", required=True
    )
    add = officer.add_parser("add", help="add an officer; the password is read from a pipe")
    add.add_argument("name")
    add.add_argument("--role", required=True, type=_role)
    add.add_argument("--department", default="")
    add.add_argument("--place", default="")
    token = sub.add_parser("token", help="print an API token")
    token.add_argument("name")
    token.add_argument("--role", type=_role)
    _add_lexicon(sub.add_parser("lexicon", help="teach the desk words"))
    export = sub.add_parser("export", help="complaints as CSV, days of the business zone")
    export.add_argument("--from", dest="first", required=True, metavar="YYYY-MM-DD")
    export.add_argument("--to", dest="last", required=True, metavar="YYYY-MM-DD")
    backup = sub.add_parser("backup", help="everything into one archive; the desk may be running")
    backup.add_argument("file", type=Path)
    restore = sub.add_parser("restore", help="an archive into an empty database of either kind")
    restore.add_argument("file", type=Path)
    return parser


def _add_lexicon(lexicon: argparse.ArgumentParser) -> None:
    actions = lexicon.add_subparsers(dest="action", required=True)
    actions.add_parser("show", help="print the house's own words that are in force")
    suggest = actions.add_parser("suggest", help="propose words from the latest corrections")
    suggest.add_argument("--last", type=int, default=5_000, help="how many complaints to look at")
    test = actions.add_parser("test", help="score labelled texts: text,label[,severity]")
    test.add_argument("file", type=Path)
    test.add_argument("--lexicon", type=Path, help="words to try instead of those in force")
    publish = actions.add_parser("publish", help="put a house's own words into force")
    publish.add_argument("file", type=Path)
    publish.add_argument("--note", default="", help="why, for the history")


def _parts(written: str) -> frozenset[str]:
    parts = frozenset(written.split(","))
    if unknown := parts - PARTS:
        raise argparse.ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}")
    return parts


def _role(written: str) -> str:
    from complaints.model import Role

    if written not in list(Role):
        raise argparse.ArgumentTypeError(f"there is no role {written}; choose {', '.join(Role)}")
    return written


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        settings = _settings(options)
        set_up_logs(settings.log_level, _secrets(settings))
        return _do(options, settings)
    except SettingsError as error:
        lines = (f"  - {line}" for line in error.problems)
        print("\n".join(["The desk does not start:", *lines]), file=sys.stderr)
    except Unavailable:
        print("the database does not answer; see DESK_DATABASE_URL", file=sys.stderr)
    except ComplaintError as error:
        print(f"refused: {error.code} {error.data or ''}".rstrip(), file=sys.stderr)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"refused: {where}{error.strerror or error}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def _do(options: argparse.Namespace, settings: Settings) -> int:
    """Import what the command needs, and no more: the whole desk takes a second and 60 MB."""
    if options.command == "classify":
        from desk.classifying import classify

        return classify(settings)
    if options.command == "lexicon" and options.action == "test":
        from desk.lexicon_commands import test

        return test(options, settings)
    import asyncio

    from desk import commands

    return asyncio.run(commands.dispatch(options, settings))


def _settings(options: argparse.Namespace) -> Settings:
    environment = read_environment()
    if options.command == "run":
        given = {"DESK_HOST": options.host, "DESK_PORT": options.port}
        environment |= {name: str(value) for name, value in given.items() if value is not None}
    settings = read_settings(environment)
    if options.command == "classify":
        return settings
    return dataclasses.replace(settings, secret_key=secret_key(settings))


def _secrets(settings: Settings) -> list[str]:
    telegram = settings.telegram
    of_telegram = [telegram.token, telegram.webhook_secret] if telegram else []
    return [settings.secret_key, *of_telegram]
