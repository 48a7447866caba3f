"""The command line when something of ours breaks, and when several run at once."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT, Command, command, process, state_of
from tests.fill import PERIOD, PROGRAMME, UNIT, good_form
from tests.test_cli_words import ENGLISH
from warehouse import readers
from warehouse.opening import open_warehouse
from warehouse.store import Store

# ---------------------------------------------------------------- our own failures


def spoiled(folder: Path) -> Path:
    (folder / "kho.duckdb").write_bytes(b"khong phai la kho" * 4096)
    return folder


def test_a_broken_master_is_our_failure(thidua: Command, warehouse_dir: Path) -> None:
    spoiled(warehouse_dir)
    arguments = ("board", "qd_766", "--period", "2025-10")
    told = process(*arguments, data=warehouse_dir)
    assert told.code == 3
    assert told.out == ""
    assert told.err.startswith("Lỗi KHO-04: Không mở được kho dữ liệu ở “")
    assert "Traceback" not in told.err
    assert not ENGLISH.findall(told.err.replace(str(warehouse_dir), "").split("\n")[0])
    ran = thidua(*arguments, "--json", data=warehouse_dir)
    assert ran.code == 3
    assert ran.err == ""
    assert ran.document["error"]["code"] == "KHO-04"
    log = warehouse_dir / "nhat_ky" / "loi.log"
    assert ran.document["error"]["log"] == str(log)
    entries = log.read_text("utf-8")
    assert entries.count(" KHO-04 thidua ") == 2
    assert "Traceback (most recent call last):" in entries


def test_a_file_in_place_of_the_folder_is_our_failure(
    thidua: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    wrong = tmp_path / "tệp"
    wrong.write_text("a", "utf-8")
    told = thidua("board", "qd_766", "--period", "2025-10", data=wrong)
    assert told.code == 3
    assert told.out == ""
    assert told.err.startswith("Lỗi KHO-03: ")
    # no data folder to keep a log in: the system's temporary folder takes it
    log = tmp_path / "thidua-nhat_ky" / "loi.log"
    assert f"Chi tiết cho quản trị viên: {log}\n" in told.err
    assert "KHO-03" in log.read_text("utf-8")


def test_a_copy_lost_under_the_reader_is_our_failure_too(
    thidua: Command, warehouse_dir: Path
) -> None:
    """A published copy that is damaged while the pointer still names it."""
    revision, name = (warehouse_dir / "cong_bo" / "hien_hanh").read_text("ascii").split()
    assert int(revision) > 0
    (warehouse_dir / "cong_bo" / name).write_bytes(b"x" * 8192)
    ran = thidua("board", "qd_766", "--period", "2025-10", "--json", data=warehouse_dir)
    assert ran.code == 3
    assert ran.document["error"]["code"] == "KHO-04"
    assert "Traceback" not in ran.out + ran.err


def test_a_reader_that_cannot_start_is_ours_and_the_file_is_kept(
    thidua: Command, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "f.xlsx"
    target.write_bytes(good_form(store).bytes())
    before = state_of(store.data_dir)
    monkeypatch.setattr("sys.executable", str(tmp_path / "khong-co-python"))
    ran = thidua("submit", target, "--json", data=store.data_dir)
    assert ran.code == 3
    assert ran.document["error"]["code"] == "DOC-01"
    assert "không phải của tệp" in ran.document["error"]["message"]
    (kept,) = store.data_dir.glob("tep_bi_tra_lai/*/*")
    assert kept.read_bytes() == target.read_bytes()
    assert state_of(store.data_dir) == before


def test_the_log_does_not_grow_for_ever(thidua: Command, warehouse_dir: Path) -> None:
    spoiled(warehouse_dir)
    log = warehouse_dir / "nhat_ky" / "loi.log"
    log.parent.mkdir()
    log.write_bytes(b"." * 5_000_001)
    thidua("board", "qd_766", "--period", "2025-10", data=warehouse_dir)
    assert log.stat().st_size < 20_000
    assert (log.parent / "loi.truoc.log").stat().st_size == 5_000_001


# ---------------------------------------------------------------- processes side by side


def test_exit_codes_of_real_processes(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "f.xlsx"
    target.write_bytes(good_form(store).bytes())
    done = process("submit", target, "--json", data=store.data_dir)
    assert (done.code, done.err) == (0, "")
    assert done.document["accepted"]
    refused = process("submit", target, "--unit", "22591", "--json", data=store.data_dir)
    assert (refused.code, refused.err) == (2, "")
    assert refused.codes == ["identity.wrong_unit"]


def test_two_hand_ins_at_once_are_both_kept(store: Store, tmp_path: Path) -> None:
    """Two processes, one unit, one period, with this process reading all the while."""
    files = []
    for number, word in enumerate(("Tốt", "Khá")):
        target = tmp_path / f"f{number}.xlsx"
        target.write_bytes(good_form(store).put("Kết quả chỉ số", "C5", word).bytes())
        files.append(target)
    started = [
        subprocess.Popen(
            command("--data", store.data_dir, "submit", target, "--json"),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
        )
        for target in files
    ]  # fmt: skip
    seen = set()
    while any(each.poll() is None for each in started):
        board = readers.leaderboard(store, PROGRAMME, PERIOD)
        seen.add(board.height)
    ended = [each.communicate() for each in started]
    assert [each.returncode for each in started] == [0, 0], ended
    assert [err for _, err in ended] == [b"", b""]
    receipts = [json.loads(out)["receipt"] for out, _ in ended]
    assert len({receipt["revision"] for receipt in receipts}) == 2
    later = max(receipts, key=lambda receipt: receipt["revision"])
    listed = readers.hand_ins(store, PROGRAMME, PERIOD, UNIT)
    assert dict(listed.select("receipt_code", "status").iter_rows()) == {
        receipt["code"]: "counts" if receipt is later else "superseded" for receipt in receipts
    }
    assert seen <= {0, 1}
    verdict = {
        row["criterion_code"]: row["state"]
        for row in readers.unit_verdicts(store, PROGRAMME, PERIOD, UNIT).to_dicts()
    }
    assert verdict["par_class"] == ("met" if later["file"] == "f0.xlsx" else "not_met")


def test_a_warehouse_left_unpublished_is_mended_at_the_next_command(
    thidua: Command, handed_in: Store
) -> None:
    """A crash between commit and publication: the next command publishes what was committed."""
    folder, revision = handed_in.data_dir, handed_in.revision()
    handed_in.close()
    shutil.rmtree(folder / "cong_bo")
    ran = thidua("board", PROGRAMME, "--period", PERIOD, "--json", data=folder)
    assert ran.code == 0
    assert ran.document["revision"] == revision
    assert len(ran.document["rows"]) == 1
    open_warehouse(folder).close()
