"""The config file: where it is looked for, what it may say, and how it is told what is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modemsms.config import Config, ModemConfig, load
from modemsms.config_checks import default_data_dir, machine_timezone
from modemsms.errors import ConfigError

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
NOBODY: Mapping[str, str] = {"HOME": "/home/nobody", "TZ": "Europe/Vienna"}


def load_text(tmp_path: Path, text: str | bytes) -> Config:
    file = tmp_path / "shop.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(file, None, NOBODY)


def complaint(tmp_path: Path, text: str | bytes) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load_text(tmp_path, text)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "shop.toml"))
    return caught.value


# --- where it is looked for ---------------------------------------------------------------------


def test_without_any_file_everything_has_its_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    config = load(None, None, NOBODY)

    assert config.file is None
    assert (config.shop.name, config.shop.country, config.shop.timezone) == ("", "", "Europe/Vienna")
    assert (config.web.host, config.web.port) == ("127.0.0.1", 8000)
    assert config.sending.max_characters == 1600
    assert config.sending.submit_timeout == timedelta(minutes=3)
    assert config.sending.fuse_repeat == timedelta(minutes=1)
    assert config.sending.resend_unknown is None
    assert config.modems == ()


def test_a_file_in_the_present_directory_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text('shop.name = "here"')

    assert load(None, None, NOBODY).shop.name == "here"


def test_the_environment_names_a_file_and_the_command_line_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("config.toml", "environment.toml", "argument.toml"):
        (tmp_path / name).write_text(f'shop.name = "{name}"')
    environ = {**NOBODY, "MODEMSMS_CONFIG": "environment.toml"}

    assert load(None, None, environ).shop.name == "environment.toml"
    assert load(Path("argument.toml"), None, environ).shop.name == "argument.toml"


def test_a_named_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    missing = tmp_path / "missing.toml"

    for path, environ in ((missing, NOBODY), (None, {**NOBODY, "MODEMSMS_CONFIG": str(missing)})):
        with pytest.raises(ConfigError, match=r"missing\.toml: there is no such file"):
            load(path, None, environ)


def test_a_directory_in_place_of_a_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load(tmp_path, None, NOBODY)


# --- what it may say ----------------------------------------------------------------------------


def test_every_key_of_the_contract_is_read(tmp_path: Path) -> None:
    config = load_text(
        tmp_path,
        """
        shop = {name = "Corner Books", country = "gb", timezone = "Europe/London"}
        [web]
        host = "0.0.0.0"
        port = 0
        [data]
        dir = "~/texts"
        [sending]
        max_characters = 320
        smart_encoding = false
        shift_tables = true
        reference_bits = 16
        submit_timeout = 2.5
        fuse_repeat = 0
        fuse_per_hour = 0
        resend_unknown = 15
        [[modems]]
        name = "counter"
        driver = "android"
        port = "http://10.0.0.7:8080"
        slot = 2
        pin = "0000"
        smsc = "+447785016005"
        number = "07700 900123"
        enabled = false
        user = "shop"
        password = "secret"
        per_minute = 1
        per_hour = 2
        per_day = 3
        """,
    )

    assert (config.shop.name, config.shop.country, config.shop.zone.key) == (
        "Corner Books",
        "GB",
        "Europe/London",
    )
    assert (config.web.host, config.web.port) == ("0.0.0.0", 0)
    assert config.data.dir == Path("/home/nobody/texts")
    assert config.sending.submit_timeout == timedelta(seconds=2.5)
    assert config.sending.resend_unknown == timedelta(minutes=15)
    assert (config.sending.max_characters, config.sending.reference_bits) == (320, 16)
    assert config.modems == (
        ModemConfig(
            name="counter",
            driver="android",
            port="http://10.0.0.7:8080",
            slot=2,
            pin="0000",
            smsc="+447785016005",
            number="+447700900123",
            enabled=False,
            user="shop",
            password="secret",
            per_minute=1,
            per_hour=2,
            per_day=3,
        ),
    )


def test_two_sims_of_one_phone_are_two_modems_on_one_port(tmp_path: Path) -> None:
    phone = 'driver = "android"\nport = "R58N"\n'

    config = load_text(tmp_path, f'[[modems]]\nname = "a"\n{phone}[[modems]]\nname = "b"\nslot = 2\n{phone}')

    assert [modem.slot for modem in config.modems] == [1, 2]


def test_a_data_directory_in_the_file_is_meant_from_the_file_and_the_command_line_wins(
    tmp_path: Path,
) -> None:
    file = tmp_path / "shop.toml"
    file.write_text('[data]\ndir = "texts"')

    assert load(file, None, NOBODY).data.dir == tmp_path / "texts"
    assert load(file, tmp_path / "other", NOBODY).data.dir == tmp_path / "other"


def test_data_goes_to_the_system_directory_only_where_that_can_be_written(tmp_path: Path) -> None:
    mine = Path("/home/nobody/.local/share/modemsms")

    assert default_data_dir(NOBODY, tmp_path / "modemsms") == tmp_path / "modemsms"
    assert default_data_dir(NOBODY, tmp_path / "no" / "such" / "modemsms") == mine


def test_the_time_zone_is_the_machines_unless_set(tmp_path: Path) -> None:
    localtime = tmp_path / "localtime"
    localtime.symlink_to("/usr/share/zoneinfo/Asia/Tokyo")

    assert machine_timezone({"TZ": ":Europe/Rome"}, localtime) == "Europe/Rome"
    assert machine_timezone({"TZ": "CET-1CEST"}, localtime) == "Asia/Tokyo"
    assert machine_timezone({}, tmp_path / "missing") == "UTC"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert load_text(tmp_path, b'\xef\xbb\xbfshop.name = "Notepad"').shop.name == "Notepad"


def test_a_pin_and_a_password_are_not_in_a_traceback() -> None:
    assert "1234" not in repr(ModemConfig(name="counter", pin="1234", password="1234"))


# --- how it is told what is wrong -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "key", "why"),
    [
        ("[web]\nprot = 80", 2, "[web] prot", "unknown key; did you mean port?"),
        ("\n[wed]\nport = 80", 2, "wed", "unknown key; did you mean web?"),
        ("# port\n\nweb.prot = 1", 3, "[web] prot", "unknown key"),
        ("web = { host = 'h',  prot = 1 }", 1, "[web] prot", "unknown key"),
        ("[shop]\nname = '''\nprot = 1\n'''\n\"prot\" = 1", 5, "[shop] prot", "unknown key"),
        ("[shop]\n\nname = '''\n[web]\n'''\n[web]\nport = ''", 7, "[web] port", "not the text"),
        ("[web]\nport = '8000'", 2, "[web] port", 'a whole number from 0 to 65535, not the text "8000"'),
        ("[web]\nport = 70000", 2, "[web] port", "from 0 to 65535, not 70000"),
        ("[web]\nport = -1", 2, "[web] port", "not -1"),
        ("[web]\nport = true", 2, "[web] port", "not true"),
        ("[web]\nport = 80.5", 2, "[web] port", "not 80.5"),
        ("[web]\nport = [80]", 2, "[web] port", "not a list"),
        ("[web]\nport = 2026-01-01", 2, "[web] port", "not a date"),
        ("[web]\nhost = ''", 2, "[web] host", "name or an address"),
        ("[web]\nhost = 'http://x'", 2, "[web] host", "name or an address"),
        ("web = 3", 1, "web", "must be a table"),
        ("[shop]\nname = 3", 2, "[shop] name", "must be a text in quotes, not 3"),
        ("[shop]\ncountry = 'UK'", 2, "[shop] country", 'the United Kingdom is "GB"'),
        ("[shop]\ncountry = 'Germany'", 2, "[shop] country", "ISO 3166"),
        ("[shop]\ntimezone = 'Europe'", 2, "[shop] timezone", 'no time zone "Europe"'),
        ("[shop]\ntimezone = 'Europe/Lodnon'", 2, "[shop] timezone", "no time zone"),
        ("[shop]\ntimezone = '../../etc/passwd'", 2, "[shop] timezone", "no time zone"),
        ("[sending]\nsmart_encoding = 1", 2, "[sending] smart_encoding", "must be true or false, not 1"),
        ("[sending]\nmax_characters = 0", 2, "[sending] max_characters", "from 1 to 8000"),
        ("[sending]\nfuse_repeat = -1", 2, "[sending] fuse_repeat", "not -1"),
        ("[sending]\nsubmit_timeout = nan", 2, "[sending] submit_timeout", "not nan"),
        ("[sending]\nsubmit_timeout = inf", 2, "[sending] submit_timeout", "not inf"),
        ("[sending]\nreference_bits = 12", 2, "[sending] reference_bits", "must be 8 or 16, not 12"),
        ("[modems]\nname = 'a'", 1, "modems", "[[modems]]"),
        ("modems = [1]", 1, "[[modems]]", "must be a table"),
        ("[[modems]]\nname='a'\n[[modems]]\nport='x'", 3, "[[modems]] name", "is missing"),
        ("[[modems]]\nname='a'\n[[modems]]\nname='a'", 4, "[[modems]] name", "another modem has this name"),
        ("[[modems]]\nname=''", 2, "[[modems]] name", "visible characters"),
        ("[[modems]]\nname='a/b'", 2, "[[modems]] name", "slash"),
        ("[[modems]]\nname='a'\ndriver='ta'", 3, "[[modems]] driver", 'there is no driver "ta"'),
        ("[[modems]]\nname='a'\npin=1234", 3, "[[modems]] pin", "must be a text in quotes, not 1234"),
        ("[[modems]]\nname='a'\npin='12'", 3, "[[modems]] pin", "4 to 8 digits"),
        ("[[modems]]\nname='a'\nslot=0", 3, "[[modems]] slot", "from 1 to 8"),
        ("[[modems]]\nname='a'\nper_day=-5", 3, "[[modems]] per_day", "not -5"),
        ("[[modems]]\nname='a'\nnumber='0791 12'", 3, "[[modems]] number", "country code"),
        ("[[modems]]\nname='a'\nsmsc='centre'", 3, "[[modems]] smsc", "country code"),
        ("[[modems]]\nname='a'\nquirks=3", 3, "[[modems]] quirks", "must be a table such as"),
        ("[[modems]]\nname='a'\ncalls='maybe'", 3, "[[modems]] calls", "must be reject or ring"),
        (
            "[[modems]]\nname='a'\npower_hook='/no/such'",
            3,
            "[[modems]] power_hook",
            "whole path of a program",
        ),
        ("[[modems]]\nname='a'\nport=''", 3, "[[modems]] port", "must be a path"),
        (
            "[[modems]]\nname='a'\nport='http://sms:pw@10.0.0.2'",
            3,
            "[[modems]] port",
            "no user and no password",
        ),
        (
            "[[modems]]\nname='a'\nport='/dev/x'\n[[modems]]\nname='b'\nport='/dev/x'",
            6,
            "[[modems]] port",
            '"a" is on this port already',
        ),
        (
            "[[modems]]\nname='a'\nport='/dev/x'\n[[modems]]\nname='b'\nport='/dev/x'\nslot=2\ndriver='gammu'",
            6,
            "[[modems]] port",
            "another driver",
        ),
        ("[web]\nport 80", 2, "", "not valid TOML"),
        ("[web]\nport = 80\nport = 81", 3, "", "not valid TOML"),
        ("[shop]\nname = '''\nunfinished", 3, "", "not valid TOML"),
        (b"[shop]\nname = 'Caf\xe9'", 2, "", "is not written in UTF-8"),
    ],
)
def test_a_mistake_is_one_line_naming_file_key_and_line(
    tmp_path: Path, text: str | bytes, line: int, key: str, why: str
) -> None:
    error = complaint(tmp_path, text)

    assert (error.line, error.key) == (line, key)
    assert why in error.why


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_junk_is_a_config_or_a_config_error(tmp_path: Path, content: bytes) -> None:
    lines = 1
    try:
        load_text(tmp_path, content)
    except ConfigError as error:
        lines = len(str(error).splitlines())

    assert lines == 1


# --- the example ------------------------------------------------------------------------------


def example_with_its_modem() -> str:
    """The example with the ``#`` taken from the lines that are keys rather than sentences."""
    lines = EXAMPLE.read_text().splitlines()
    return "\n".join(
        line[1:] if line.startswith("#") and not line.startswith("# ") else line for line in lines
    )


def test_the_example_as_it_stands_changes_nothing(tmp_path: Path) -> None:
    example = load(EXAMPLE, None, NOBODY)
    nothing = load_text(tmp_path, "")

    assert replace(example, file=None) == replace(nothing, file=None)


def test_the_example_shows_every_key(tmp_path: Path) -> None:
    config = load_text(tmp_path, example_with_its_modem())
    shown = tomllib.loads(example_with_its_modem())

    def keys(part: msgspec.Struct) -> set[str]:
        return {field.encode_name for field in msgspec.structs.fields(part)}

    assert set(shown) == {"shop", "web", "data", "sending", "modems"}
    assert set(shown["shop"]) == keys(config.shop)
    assert set(shown["web"]) == keys(config.web)
    assert set(shown["data"]) == keys(config.data)
    assert set(shown["sending"]) == keys(config.sending)
    assert set(shown["modems"][0]) == keys(config.modems[0])


def test_the_example_modem_has_the_defaults(tmp_path: Path) -> None:
    config = load_text(tmp_path, example_with_its_modem())

    assert config.modems == (ModemConfig(name="counter"),)
