"""Sample accounts of the demo, one for each role; said to be samples, for this machine only."""

from __future__ import annotations

from pathlib import Path

from warehouse.accounts import Accounts

SAMPLE_PASSWORD = "dung-thu-thi-dua"  # noqa: S105 - printed on the sign-in page of the demo
_UNIT = "22528-truoc-2025"
_ROLES = {
    "canbo.mau": ("Cán bộ đầu mối (mẫu)", "unit_officer", _UNIT),
    "thutruong.mau": ("Thủ trưởng (mẫu)", "head", _UNIT),
    "dieuphoi.mau": ("Cơ quan điều phối (mẫu)", "coordinator", None),
    "thamdinh.mau": ("Người thẩm định (mẫu)", "appraiser", None),
    "hoidong.mau": ("Hội đồng (mẫu)", "council", None),
    "lanhdao.mau": ("Lãnh đạo (mẫu)", "leader", None),
    "kiemtra.mau": ("Người kiểm tra (mẫu)", "auditor", None),
    "quantri.mau": ("Quản trị (mẫu)", "administrator", None),
}


def sample_names() -> frozenset[str]:
    """Return the sign-in names of the samples."""
    return frozenset(_ROLES)


def make_sample_accounts(data_dir: Path, actor: str) -> tuple[str, ...]:
    """Make the sample accounts where there is no account yet; return their names, or none."""
    accounts = Accounts(data_dir)
    if accounts.all():
        return ()
    for name, (full_name, role, unit_id) in _ROLES.items():
        accounts.add(
            name, full_name, role, SAMPLE_PASSWORD, actor=actor, unit_id=unit_id, is_sample=True
        )
    return tuple(_ROLES)
