"""Encryption keys: from the environment on a server, made once on one's own machine."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.keys import encryption_keys, keys_file, new_key
from bot.settings import Settings, SettingsError, is_key
from storage.vault import Vault


def at(folder: Path, host: str = "127.0.0.1", keys: str | None = None) -> Settings:
    return Settings.model_construct(data=folder, host=host, keys=SecretStr(keys) if keys else None)


def test_a_new_key_is_one_that_the_vault_takes() -> None:
    assert is_key(new_key())
    assert Vault([new_key()]).seal("x")


def test_keys_in_the_environment_are_used_in_their_order_and_no_file_is_made(tmp_path: Path) -> None:
    new, old = new_key(), new_key()
    assert encryption_keys(at(tmp_path, "0.0.0.0", f" {new}, {old}")) == (new, old)
    assert list(tmp_path.iterdir()) == []


def test_on_ones_own_machine_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    settings = at(tmp_path / "ny" / "mapp")
    keys = encryption_keys(settings)
    assert encryption_keys(settings) == keys
    assert stat.S_IMODE(keys_file(settings).stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.data.stat().st_mode) == 0o700
    assert [path.name for path in settings.data.iterdir()] == ["keys"]


def test_processes_that_start_at_once_agree_on_the_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as starting:
        keys = set(starting.map(lambda _: encryption_keys(at(tmp_path)), range(32)))
    assert len(keys) == 1
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("there", [True, False])
def test_a_server_without_keys_is_refused_with_the_cure(tmp_path: Path, there: bool) -> None:
    if there:
        encryption_keys(at(tmp_path))
    with pytest.raises(SettingsError) as refused:
        encryption_keys(at(tmp_path, "0.0.0.0"))
    assert "NARVAROLOTS_KEYS" in str(refused.value)
    assert keys_file(at(tmp_path)).exists() == there


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"hej", b"a" * 44])
def test_a_file_that_holds_no_key_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    keys_file(at(tmp_path)).write_bytes(content)
    with pytest.raises(SettingsError):
        encryption_keys(at(tmp_path))
    assert keys_file(at(tmp_path)).read_bytes() == content


def test_a_data_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    with pytest.raises(SettingsError):
        encryption_keys(at(tmp_path / "fil" / "mapp"))
