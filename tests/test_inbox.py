"""A watched folder: what arrives is handed in once it has come to rest, and put away."""

from __future__ import annotations

import os
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from etl.batch_file import Door, Handled
from etl.inbox import Inbox, watch
from schemas.failures import OwnFailure
from tests.conftest import ROOT, Command, command
from tests.fill import PERIOD, PROGRAMME, good_form
from warehouse import versions
from warehouse.store import Store

UNIT, OTHER = "22528", "22531"


@dataclass
class Desk:
    """A watched folder whose clock and pauses the test holds in its hand."""

    store: Store
    folder: Path
    now: float = 0.0
    ended: bool = False
    told: list[Handled] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    pauses: int = 0
    """How many pauses between two looks there are until somebody asks to end."""

    def __post_init__(self) -> None:
        self.box = Inbox(
            Door(self.store, "điều phối"), self.folder, 5.0, self, self.told.append,
            self.warned.append, clock=lambda: self.now,
        )  # fmt: skip

    def is_set(self) -> bool:
        return self.ended

    def wait(self, timeout: float) -> bool:
        self.now += timeout
        self.pauses -= 1
        self.ended = self.ended or self.pauses < 0
        return self.ended

    def look(self, after: float = 0.0) -> list[str]:
        """Look again so many seconds later; return what became of the files."""
        self.now += after
        return [each.state for each in self.box.look()]

    def names(self, place: str = ".") -> list[str]:
        return sorted(each.name for each in (self.folder / place).iterdir() if each.is_file())


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    folder = tmp_path / "hộp"
    folder.mkdir()
    return Desk(store, folder)


def put(desk: Desk, name: str, data: bytes) -> Path:
    (desk.folder / name).write_bytes(data)
    return desk.folder / name


def wrong(store: Store) -> bytes:
    return good_form(store, unit=OTHER).put("Hồ sơ TTHC", "B5", "abc").bytes()


def test_a_file_is_taken_when_it_has_come_to_rest(desk: Desk) -> None:
    whole = good_form(desk.store).bytes()
    put(desk, "a.xlsx", whole[:1000])
    assert desk.look() == []
    put(desk, "a.xlsx", whole)
    assert desk.look(after=6) == []
    assert desk.look(after=4) == []
    assert desk.look(after=1) == ["accepted"]
    assert desk.names() == []
    assert desk.names("da_nhan") == ["a.xlsx", "a.xlsx.ket-qua.txt"]
    assert (desk.folder / "da_nhan" / "a.xlsx").read_bytes() == whole
    report = (desk.folder / "da_nhan" / "a.xlsx.ket-qua.txt").read_text("utf-8-sig")
    assert "ĐÃ NHẬN. Mã biên nhận TD" in report


def test_a_wrong_file_goes_back_marked_and_never_over_an_older_one(desk: Desk) -> None:
    for _ in range(2):
        put(desk, "a.xlsx", wrong(desk.store))
        desk.look()
        assert desk.look(after=5) == ["returned"]
    assert desk.names("tra_lai") == [
        "a (2).xlsx", "a (2).xlsx.ket-qua.txt", "a-loi-can-sua (2).xlsx", "a-loi-can-sua.xlsx",
        "a.xlsx", "a.xlsx.ket-qua.txt",
    ]  # fmt: skip
    report = (desk.folder / "tra_lai" / "a (2).xlsx.ket-qua.txt").read_text("utf-8-sig")
    assert "ô B5: “abc”" in report
    assert "Gửi kèm: a-loi-can-sua (2).xlsx" in report
    assert desk.store.revision() == 1


def test_a_file_that_was_accepted_before_is_known(desk: Desk) -> None:
    data = good_form(desk.store).bytes()
    for name in ("a.xlsx", "tên khác.xlsx"):
        put(desk, name, data)
        desk.look()
        desk.look(after=5)
    assert [each.state for each in desk.told] == ["accepted", "known"]
    assert versions.versions(desk.store, PROGRAMME, PERIOD, UNIT).height == 1
    assert "tên khác.xlsx" in desk.names("da_nhan")


def test_the_older_file_is_handed_in_first(desk: Desk) -> None:
    for name, at, text in (("a.xlsx", 2_000, "Chứng thực"), ("b.xlsx", 1_000, "Hộ tịch")):
        path = put(desk, name, good_form(desk.store).put("Hồ sơ TTHC", "A5", text).bytes())
        os.utime(path, (at, at))
    desk.look()
    desk.look(after=5)
    assert [each.file for each in desk.told] == ["b.xlsx", "a.xlsx"]


def test_what_is_no_hand_in_stays_and_is_said_once(desk: Desk) -> None:
    outside = desk.folder.parent / "bí mật.xlsx"
    outside.write_bytes(good_form(desk.store).bytes())
    (desk.folder / "lối tắt.xlsx").symlink_to(outside)
    (desk.folder / "con").mkdir()
    put(desk, "con/x.xlsx", good_form(desk.store).bytes())
    put(desk, "~$a.xlsx", b"x")
    put(desk, "a.xlsx.crdownload", b"x")
    for _ in range(3):
        assert desk.look(after=5) == []
    assert [each.partition("”")[0] for each in desk.warned] == [
        "Bỏ qua “a.xlsx.crdownload", "Bỏ qua “con", "Bỏ qua “lối tắt.xlsx", "Bỏ qua “~$a.xlsx",
    ]  # fmt: skip
    assert outside.exists()
    assert desk.names() == ["a.xlsx.crdownload", "lối tắt.xlsx", "~$a.xlsx"]


def test_our_own_fault_puts_the_file_aside(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    put(desk, "a.xlsx", b"x")
    desk.look()

    def broken(*_: object, **__: object) -> None:
        raise OwnFailure("DOC-01", "Hệ thống gặp lỗi khi đọc tệp.")

    monkeypatch.setattr("etl.batch_file.submit_workbook", broken)
    assert desk.look(after=5) == ["failed"]
    assert desk.names("loi") == ["a.xlsx", "a.xlsx.ket-qua.txt"]
    assert "DOC-01" in (desk.folder / "loi" / "a.xlsx.ket-qua.txt").read_text("utf-8-sig")


def test_a_file_written_to_while_it_was_handed_in_is_seen_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from etl.batch_file import submit_workbook as real

    first = good_form(desk.store).bytes()
    second = good_form(desk.store).put("Hồ sơ TTHC", "A5", "Chứng thực").bytes()
    put(desk, "a.xlsx", wrong(desk.store))
    desk.look()
    later = [first, second]

    def meanwhile(*arguments: object, **options: object) -> object:
        outcome = real(*arguments, **options)
        if later:
            put(desk, "a.xlsx", later.pop(0))
        return outcome

    monkeypatch.setattr("etl.batch_file.submit_workbook", meanwhile)
    assert desk.look(after=5) == []
    assert desk.names("tra_lai") == []
    desk.look()
    assert desk.look(after=5) == ["accepted"]
    assert desk.names() == ["a.xlsx"], "the newer bytes were not handed in yet"
    desk.look()
    assert desk.look(after=5) == ["accepted"]
    assert desk.names() == []
    assert (desk.folder / "da_nhan" / "a.xlsx").read_bytes() == second
    assert versions.versions(desk.store, PROGRAMME, PERIOD, UNIT).height == 2


def test_a_file_that_cannot_be_moved_is_said_once_and_leaves_no_report(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(desk, "a.xlsx", good_form(desk.store).bytes())
    desk.look()

    def held(*_: object) -> None:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", held)
        assert desk.look(after=5) == ["accepted"]
        for _ in range(3):
            assert desk.look(after=5) == []
    (words,) = desk.warned
    assert "“a.xlsx” không đọc được hoặc không chuyển đi được" in words
    assert (desk.names(), desk.names("da_nhan")) == (["a.xlsx"], [])
    os.utime(desk.folder / "a.xlsx", (5, 5))
    desk.look()
    assert desk.look(after=5) == ["known"]
    assert desk.names("da_nhan") == ["a.xlsx", "a.xlsx.ket-qua.txt"]


def test_being_asked_to_end_gives_no_file_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C also ends the child that reads a file: that is no fault of the file."""
    from etl.batch_file import submit_workbook as real

    put(desk, "a.xlsx", wrong(desk.store))
    put(desk, "b.xlsx", wrong(desk.store))
    desk.look()

    def asked(*arguments: object, **options: object) -> object:
        desk.ended = True
        return real(*arguments, **options)

    monkeypatch.setattr("etl.batch_file.submit_workbook", asked)
    assert desk.look(after=5) == []
    assert desk.names() == ["a.xlsx", "b.xlsx"]
    assert desk.names("tra_lai") == []


@pytest.mark.parametrize("name", ["da_nhan", "tra_lai", "loi"])
def test_no_file_is_put_away_outside_the_inbox(
    thidua: Command, desk: Desk, tmp_path: Path, name: str
) -> None:
    (tmp_path / "ngoài").mkdir()
    (desk.folder / name).symlink_to(tmp_path / "ngoài")
    put(desk, "a.xlsx", good_form(desk.store).bytes())
    ran = thidua("inbox", desk.folder, "--once", "--wait", "0", "--json", data=desk.store.data_dir)
    assert (ran.code, ran.codes) == (2, ["folder.linked"])
    assert list((tmp_path / "ngoài").iterdir()) == []


def test_watching_goes_on_through_a_busy_warehouse(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from etl.batch_file import submit_workbook as real

    put(desk, "a.xlsx", good_form(desk.store).bytes())
    answers = [OwnFailure("KHO-01", "Kho đang bận."), OwnFailure("KHO-01", "Kho đang bận."), None]

    def busy(*arguments: object, **options: object) -> object:
        failure = answers.pop(0)
        if failure is not None:
            raise failure
        return real(*arguments, **options)

    monkeypatch.setattr("etl.batch_file.submit_workbook", busy)
    desk.pauses = 6
    watch(desk.box)
    assert [each.state for each in desk.told] == ["accepted"]
    assert [each for each in desk.warned if "KHO-01" in each] == [
        "Lỗi KHO-01: Kho đang bận. Tệp vẫn ở chỗ cũ, sẽ thử lại."
    ]


def test_once_gives_every_file_its_time_and_then_ends(thidua: Command, desk: Desk) -> None:
    put(desk, "a.xlsx", good_form(desk.store).bytes())
    put(desk, "b.xlsx", wrong(desk.store))
    ran = thidua(
        "inbox", desk.folder, "--once", "--wait", "0.01", "--json", data=desk.store.data_dir
    )
    assert ran.code == 2
    assert {each["file"]: each["state"] for each in ran.document["files"]} == {
        "a.xlsx": "accepted", "b.xlsx": "returned",
    }  # fmt: skip
    assert ran.document["left_aside"] == []
    said = thidua("inbox", desk.folder, "--once", "--wait", "0", data=desk.store.data_dir)
    assert (said.code, said.out) == (0, "0 tệp.\n")


def test_json_needs_an_end(thidua: Command, desk: Desk) -> None:
    ran = thidua("inbox", desk.folder, "--json", data=desk.store.data_dir)
    assert (ran.code, ran.codes) == (2, ["folder.json_needs_once"])


@pytest.mark.parametrize("ask", [signal.SIGINT, signal.SIGTERM])
def test_the_real_command_takes_what_arrives_and_ends_clean_when_asked(
    desk: Desk, ask: signal.Signals
) -> None:
    running = subprocess.Popen(
        command("--data", desk.store.data_dir, "inbox", desk.folder, "--wait", "0"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True, encoding="utf-8",
    )  # fmt: skip
    assert running.stdout is not None
    assert running.stdout.readline().startswith("Đang theo dõi ")
    part = put(desk, "a.xlsx.part", good_form(desk.store).bytes())
    part.rename(desk.folder / "a.xlsx")
    lines = [running.stdout.readline()]
    if lines[0].startswith("Bỏ qua “a.xlsx.part”"):
        lines.append(running.stdout.readline())
    assert lines[-1].startswith("ĐÃ NHẬN: a.xlsx. Biên nhận TD")
    running.send_signal(ask)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err) == (0, "Đã dừng; không có tệp nào dở dang.\n", "")
    assert desk.names("da_nhan") == ["a.xlsx", "a.xlsx.ket-qua.txt"]
