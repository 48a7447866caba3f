"""A folder of hand-ins: every file ends in a report, whatever its neighbours are."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import openpyxl
import pytest

from etl.batch import run_batch
from etl.batch_file import Door
from etl.folder import free_place, plain_name, read_plain, walk
from schemas.failures import OwnFailure
from schemas.findings import Refusal
from tests.conftest import Command, process
from tests.fill import PERIOD, PROGRAMME, good_form
from warehouse import versions
from warehouse.accounts import Accounts
from warehouse.store import Store

FIRST, SECOND = "22528", "22531"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "nop"
    made.mkdir()
    return made


def put(folder: Path, name: str, data: bytes) -> bytes:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return data


def wrong(store: Store, unit: str = SECOND) -> bytes:
    return good_form(store, unit=unit).put("Hồ sơ TTHC", "B5", "abc").bytes()


def states(document: dict) -> list[tuple[str, str]]:
    return [(each["file"], each["state"]) for each in document["files"]]


def runs(folder: Path) -> list[Path]:
    return sorted(each for each in (folder / "ket-qua").iterdir() if each.is_dir())


def test_each_file_is_answered_and_the_run_goes_on(
    thidua: Command, store: Store, folder: Path
) -> None:
    good = put(folder, "b tốt.xlsx", good_form(store).bytes())
    put(folder, "c bản sao.xlsx", good)
    put(folder, "xã/d sai.xlsx", wrong(store))
    put(folder, "a.pdf", b"%PDF-1.4")
    put(folder, "~$b tốt.xlsx", b"x")
    put(folder, "e.xlsx.part", b"x")
    (folder / "lối tắt.xlsx").symlink_to(folder / "b tốt.xlsx")
    ran = thidua("batch", folder, "--json", data=store.data_dir)
    assert ran.code == 2
    document = ran.document
    assert states(document) == [
        ("a.pdf", "returned"), ("b tốt.xlsx", "accepted"), ("c bản sao.xlsx", "repeated"),
        ("xã/d sai.xlsx", "returned"),
    ]  # fmt: skip
    assert document["counts"] == {
        "accepted": 1, "valid": 0, "known": 0, "repeated": 1, "returned": 2, "failed": 0
    }  # fmt: skip
    assert [each["file"] for each in document["left_aside"]] == [
        "e.xlsx.part", "lối tắt.xlsx", "~$b tốt.xlsx",
    ]  # fmt: skip
    assert "“b tốt.xlsx”" in document["files"][2]["message"]
    (results,) = runs(folder)
    report = (results / "xã" / "d sai.xlsx.ket-qua.txt").read_text("utf-8-sig")
    assert "TRẢ LẠI" in report
    assert "ô B5: “abc”" in report
    assert "Gửi kèm: d sai-loi-can-sua.xlsx" in report
    marked = openpyxl.load_workbook(results / "xã" / "d sai-loi-can-sua.xlsx")
    assert marked.sheetnames[0] == "Lỗi cần sửa"
    assert (results / "b tốt.xlsx.ket-qua.txt").read_text("utf-8-sig").count("ĐÃ NHẬN") == 2
    assert json.loads((results / "tong-hop.json").read_text("utf-8")) == document


def test_the_summary_has_every_file_and_no_formula(
    thidua: Command, store: Store, folder: Path
) -> None:
    put(folder, "=1+1.xlsx", good_form(store).bytes())
    assert thidua("batch", folder, data=store.data_dir).code == 0
    (results,) = runs(folder)
    text = (results / "tong-hop.csv").read_text("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text), delimiter=";")
    assert row["Tệp"] == "'=1+1.xlsx"
    assert (row["Kết quả"], row["Đơn vị"], row["Kỳ"]) == ("đã nhận", "Phường Ninh Hiệp", PERIOD)
    sheet = openpyxl.load_workbook(results / "tong-hop.xlsx").active
    assert [cell.value for cell in sheet["A"]][-1] == "=1+1.xlsx"
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


def test_running_again_knows_what_was_accepted(thidua: Command, store: Store, folder: Path) -> None:
    put(folder, "a.xlsx", good_form(store).bytes())
    put(folder, "b.xlsx", wrong(store))
    thidua("batch", folder, data=store.data_dir)
    revision = store.revision()
    put(folder, "b.xlsx", good_form(store, unit=SECOND).bytes())
    ran = thidua("batch", folder, "--json", data=store.data_dir)
    assert ran.code == 0
    assert states(ran.document) == [("a.xlsx", "known"), ("b.xlsx", "accepted")]
    assert store.revision() == revision + 1
    known = ran.document["files"][0]
    receipts = versions.versions(store, PROGRAMME, PERIOD, FIRST)["receipt_code"].to_list()
    assert [known["known_receipt"]] == receipts
    assert "đang được tính" in known["message"]
    assert len(runs(folder)) == 2
    assert not (runs(folder)[1] / "b-loi-can-sua.xlsx").exists()


def test_a_run_cut_short_is_told_and_continued(store: Store, folder: Path) -> None:
    put(folder, "a.xlsx", good_form(store).bytes())
    put(folder, "b.xlsx", good_form(store, unit=SECOND).bytes())
    door = Door(store, "điều phối")

    def cut(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(door, folder, None, cut)
    (results,) = runs(folder)
    summary = json.loads((results / "tong-hop.json").read_text("utf-8"))
    assert (states(summary), summary["left"]) == ([("a.xlsx", "accepted")], 1)
    assert "còn 1 tệp chưa xét" in str(
        [cell.value for cell in openpyxl.load_workbook(results / "tong-hop.xlsx").active["A"]]
    )
    again = run_batch(door, folder, None, lambda _: None)
    assert states(again.document) == [("a.xlsx", "known"), ("b.xlsx", "accepted")]


def test_killed_right_after_the_receipt_hands_nothing_in_twice(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "a.xlsx", good_form(store).bytes())

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("etl.batch.write_beside", killed)
        with pytest.raises(KeyboardInterrupt):
            run_batch(Door(store, "điều phối"), folder, None, lambda _: None)
    again = run_batch(Door(store, "điều phối"), folder, None, lambda _: None)
    assert states(again.document) == [("a.xlsx", "known")]
    assert versions.versions(store, PROGRAMME, PERIOD, FIRST).height == 1


def test_two_files_of_one_unit_say_which_one_stands(
    thidua: Command, store: Store, folder: Path
) -> None:
    put(folder, "a.xlsx", good_form(store).bytes())
    put(folder, "b.xlsx", good_form(store).put("Hồ sơ TTHC", "A5", "Chứng thực").bytes())
    document = thidua("batch", folder, "--json", data=store.data_dir).document
    assert document["files"][1]["message"].endswith(
        "Bản này thay bản trong tệp “a.xlsx” của cùng lượt."
    )


def test_a_dry_run_writes_nothing_into_the_warehouse(
    thidua: Command, store: Store, folder: Path
) -> None:
    put(folder, "a.xlsx", good_form(store).bytes())
    before = store.revision()
    ran = thidua("batch", folder, "--dry-run", "--json", data=store.data_dir)
    assert (ran.code, states(ran.document)) == (0, [("a.xlsx", "valid")])
    assert store.revision() == before


def test_the_account_and_the_wanted_period_bind_every_file(
    thidua: Command, store: Store, folder: Path
) -> None:
    place = store.query("select unit_id from core_programme_unit where unit_code = ?", [FIRST])
    Accounts(store.data_dir).add(
        "an",
        "Nguyễn An",
        "unit_officer",
        "mật khẩu thử dài",
        actor="thử",
        unit_id=place["unit_id"][0],
    )
    put(folder, "a.xlsx", good_form(store).bytes())
    put(folder, "b.xlsx", good_form(store, unit=SECOND).bytes())
    ran = thidua("batch", folder, "--operator", "an", "--json", data=store.data_dir)
    assert states(ran.document) == [("a.xlsx", "accepted"), ("b.xlsx", "returned")]
    found = ran.document["files"][1]["outcome"]["findings"]
    assert [each["code"] for each in found] == ["account.other_unit"]
    other = thidua(
        "batch", folder, "--period", "2022-Q2", "--programme", PROGRAMME, "--json",
        data=store.data_dir,
    )  # fmt: skip
    assert states(other.document) == [("a.xlsx", "known"), ("b.xlsx", "returned")]
    found = other.document["files"][1]["outcome"]["findings"]
    assert [each["code"] for each in found] == ["identity.wrong_period"]


def test_an_old_form_comes_back_as_a_new_one(thidua: Command, store: Store, folder: Path) -> None:
    put(folder, "cũ.xlsx", good_form(store).put("Bìa", "B9", "1").bytes())
    (each,) = thidua("batch", folder, "--json", data=store.data_dir).document["files"]
    assert each["made"] == [
        "cũ-loi-can-sua.xlsx", f"bieu-mau-moi-ninh-hoa-2022-{FIRST}-{PERIOD}.xlsx",
    ]  # fmt: skip
    new = runs(folder)[0] / each["made"][1]
    assert thidua("submit", new, data=store.data_dir).code == 0


def test_our_own_fault_with_one_file_is_ours_and_keeps_no_other_back(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch, thidua: Command
) -> None:
    put(folder, "a.xlsx", good_form(store).bytes())
    put(folder, "b.xlsx", good_form(store, unit=SECOND).bytes())
    from etl.batch_file import submit_workbook as real

    def broken(store: Store, data: bytes, name: str, **options: object) -> object:
        if name == "a.xlsx":
            raise ZeroDivisionError
        return real(store, data, name, **options)

    monkeypatch.setattr("etl.batch_file.submit_workbook", broken)
    ran = thidua("batch", folder, "--json", data=store.data_dir)
    assert ran.code == 3
    assert states(ran.document) == [("a.xlsx", "failed"), ("b.xlsx", "accepted")]
    assert ran.document["files"][0]["error"] == "HT-01"
    assert "ZeroDivisionError" in (store.data_dir / "nhat_ky" / "loi.log").read_text("utf-8")


def test_a_warehouse_that_does_not_answer_ends_the_run(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "a.xlsx", b"x")

    def busy(*_: object, **__: object) -> None:
        raise OwnFailure("KHO-01", "bận")

    monkeypatch.setattr("etl.batch_file.submit_workbook", busy)
    with pytest.raises(OwnFailure):
        run_batch(Door(store, "điều phối"), folder, None, lambda _: None)
    summary = json.loads((runs(folder)[0] / "tong-hop.json").read_text("utf-8"))
    assert (summary["files"], summary["left"]) == ([], 1)


@pytest.mark.parametrize(("arguments", "code"), [
    (("không có",), "folder.missing"),
    (("nop", "-o", "nop"), "folder.results_in_place"),
    (("nop", "-o", "tệp"), "usage.cannot_write"),
])  # fmt: skip
def test_folders_that_cannot_be_used_are_refused(
    thidua: Command, store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...], code: str,
) -> None:  # fmt: skip
    put(folder, "../tệp", b"")
    monkeypatch.chdir(folder.parent)
    ran = thidua("batch", *arguments, "--json", data=store.data_dir)
    assert (ran.code, ran.codes) == (2, [code])


def test_a_folder_is_worked_on_by_one_command_at_a_time(store: Store, folder: Path) -> None:
    put(folder, "a.xlsx", good_form(store).bytes())
    codes = []

    def second(_: object) -> None:
        with pytest.raises(Refusal) as refused:
            run_batch(Door(store, "khác"), folder, None, lambda _: None)
        codes.append(refused.value.findings[0].code)

    run_batch(Door(store, "điều phối"), folder, None, second)
    assert codes == ["folder.busy"]


def test_a_file_above_the_limit_is_not_read(thidua: Command, store: Store, folder: Path) -> None:
    with (folder / "to.xlsx").open("wb") as handle:
        handle.truncate(3_000_000_000)
    (each,) = thidua("batch", folder, "--json", data=store.data_dir).document["files"]
    assert [found["code"] for found in each["outcome"]["findings"]] == ["file.too_large"]
    assert "nặng 2861 MB" in each["message"]


def test_names_lead_nowhere_and_never_collide(tmp_path: Path) -> None:
    assert plain_name("\x01../\x02..") == "tep"
    assert plain_name('a<b>:"|?*.xlsx') == "a-b------.xlsx"
    assert plain_name("\u202exslx.exe") == "xslx.exe"
    assert plain_name("~$a.xlsx") == "$a.xlsx"
    long = free_place(tmp_path, "ế" * 300 + ".xlsx", ".ket-qua.txt")
    long.write_bytes(b"")
    assert long.name.endswith(".xlsx.ket-qua.txt")
    (tmp_path / "a.xlsx").write_bytes(b"")
    (tmp_path / "a (2).xlsx").symlink_to(tmp_path / "không có")
    assert free_place(tmp_path, "a.xlsx").name == "a (3).xlsx"


def test_folders_with_odd_names_stay_inside_the_results(store: Store, folder: Path) -> None:
    put(folder, "\x01../\x02x.xlsx", b"x")
    done = run_batch(Door(store, "điều phối"), folder, folder.parent / "ra", lambda _: None)
    written = [each for each in folder.parent.rglob("*.ket-qua.txt")]
    assert [each.relative_to(done.results).parts for each in written] == [
        ("tep", "x.xlsx.ket-qua.txt")
    ]


def test_only_plain_files_that_hold_still_are_read(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"abc")
    assert read_plain(target) == b"abc"
    (tmp_path / "b.xlsx").symlink_to(target)
    with pytest.raises(OSError, match=r"b\.xlsx"):
        read_plain(tmp_path / "b.xlsx")
    os.mkfifo(tmp_path / "c.xlsx")
    assert read_plain(tmp_path / "c.xlsx") is None
    found, aside = walk(tmp_path, is_deep=True)
    assert [each.name for each in found] == ["a.xlsx"]
    assert [(each.file, each.reason) for each in aside] == [
        ("b.xlsx", "là liên kết, không phải tệp"), ("c.xlsx", "không phải tệp thường"),
    ]  # fmt: skip


def test_a_file_that_grows_while_it_is_read_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"abc")
    real, looks = os.fstat, []

    def growing(handle: int) -> os.stat_result:
        if looks:
            target.write_bytes(b"abcdef")
        looks.append(handle)
        return real(handle)

    monkeypatch.setattr("etl.folder.os.fstat", growing)
    assert read_plain(target) is None


def test_a_file_that_is_being_written_is_told_so(
    thidua: Command, store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "a.xlsx", b"x")
    monkeypatch.setattr("etl.batch_file.read_plain", lambda _: None)
    (each,) = thidua("batch", folder, "--json", data=store.data_dir).document["files"]
    assert [found["code"] for found in each["outcome"]["findings"]] == ["folder.being_written"]


def test_odd_bytes_in_a_name_are_no_crash(store: Store, folder: Path) -> None:
    (folder / os.fsdecode(b"\xff\xfe.xlsx")).write_bytes(b"x")
    ran = process("batch", folder, "--json", data=store.data_dir)
    assert ran.code == 2, ran.err
    assert states(ran.document) == [(".xlsx", "returned")]
