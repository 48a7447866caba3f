"""``python -m tests.mutation``: mutate every view and tell which changes nobody would notice."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tests.mutation.journal import Journal
from tests.mutation.run import Report, as_document, run, sample

_WITNESSES = {
    "oracle": "bộ chấm thứ hai (oracle) nói khác",
    "spec": "một bài kiểm thử đặc tả (tests/spec) không đạt",
    "recording": "khác kết quả ghi lại của khung nhìn gốc",
    "error": "câu lệnh SQL báo lỗi",
    "timeout": "chạy quá lâu",
}


def main() -> int:
    """Run what the command line asks for; 1 when a mutant survives or the list is stale."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--views", default="*", help="mẫu tên khung nhìn, ví dụ 'core_verdict_*'")
    parser.add_argument("--sample", type=int, help="chỉ thử ngần này đột biến, chọn ngẫu nhiên")
    parser.add_argument("--seed", type=int, default=0, help="hạt giống của mẫu ngẫu nhiên")
    parser.add_argument("--prove", action="store_true", help="hỏi thêm các bài kiểm thử đặc tả")
    parser.add_argument("--workers", type=int, help="số tiến trình; mặc định bằng số lõi")
    parser.add_argument(
        "--journal", type=Path, help="ghi từng kết quả vào tệp này; chạy lại thì đi tiếp"
    )
    parser.add_argument("--json", action="store_true", help="in một tài liệu JSON")
    asked = parser.parse_args()
    if asked.sample is not None:
        report = sample(asked.sample, asked.views, asked.seed)
    else:
        journal = Journal(asked.journal)
        report = run(asked.views, proves=asked.prove, workers=asked.workers, journal=journal)
    if asked.json:
        print(json.dumps(as_document(report), ensure_ascii=False, indent=1))
    else:
        _tell(report)
    return 0 if report.is_clean else 1


def _tell(report: Report) -> None:
    print(f"{'Khung nhìn':<34}{'Đột biến':>9}{'Bị bắt':>8}{'Tương đương':>13}{'Sống sót':>10}")
    for view, found in report.by_view().items():
        killed = sum(each.killer is not None for each in found)
        equal = sum(each.reason is not None for each in found)
        left = sum(each.is_survivor for each in found)
        print(f"{view:<34}{len(found):>9}{killed:>8}{equal:>13}{left:>10}")
    for each in report.survivors:
        mutant = each.mutant
        print(f"\nSỐNG SÓT {mutant.view}:{mutant.line} [{mutant.kind}] lần {mutant.nth}")
        print(f"  trước: {mutant.before}\n  sau:   {mutant.after}")
    for name in report.unsteady:
        print(f"\nKẾT QUẢ KHÔNG ỔN ĐỊNH, mỗi lần hỏi một khác: {name}")
    for entry in report.stale:
        print(f"\nDANH SÁCH TƯƠNG ĐƯƠNG SAI: {entry}")
    print()
    for killer, words in _WITNESSES.items():
        if report.killers[killer]:
            print(f"{report.killers[killer]:>6}  {words}")
    print(
        f"Tỷ lệ bị bắt: {report.kill_rate:.2f}% của {len(report.results)} đột biến "
        f"({report.seconds:.0f} giây)"
    )


if __name__ == "__main__":
    sys.exit(main())
