"""The addresses that browser tests walk through."""

from __future__ import annotations

import filled

_PLAN = f"ke_hoach={filled.PROGRAMME}&ky={filled.PERIOD}"
_INDEX = f"ke_hoach={filled.INDEX}&ky={filled.MONTH}"
UNIT = "22591"

SCREENS = {
    "home": "/",
    "board": f"/bang-xep-hang?{_INDEX}",
    "board_plan": f"/bang-xep-hang?{_PLAN}",
    "board_empty": f"/bang-xep-hang?{_INDEX}&khoi=province",
    "board_search": f"/bang-xep-hang?{_PLAN}&tim=zzz",
    "unit": f"/don-vi?{_PLAN}&don_vi={UNIT}",
    "unit_index": f"/don-vi?{_INDEX}&don_vi=31108",
    "unit_none": f"/don-vi?{_PLAN}",
    "unit_empty": f"/don-vi?{_PLAN}&don_vi=22594",
    "hand_in": f"/nop-so-lieu?{_PLAN}&don_vi={UNIT}",
    "hand_in_none": f"/nop-so-lieu?{_PLAN}",
    "receipt_none": "/bien-nhan",
    "accounts_none": "/tai-khoan",
    "result_tables_none": f"/bang-ket-qua?{_INDEX}",
    "board_alone": f"/bang-xep-hang?{_INDEX}&khung=bang&dung=1",
    "board_head": f"/bang-xep-hang?{_INDEX}&xem=dau",
    "board_around": f"/bang-xep-hang?{_INDEX}&xem=quanh&don_vi=31108",
    "lights": f"/den-tieu-chi?{_PLAN}&xep=can",
    "lights_all": f"/den-tieu-chi?{_INDEX}&linh_vuc=tat-ca",
    "criterion": f"/tieu-chi?{_PLAN}&tieu_chi=on_time&don_vi={UNIT}",
    "criterion_index": f"/tieu-chi?{_INDEX}&tieu_chi=TDGQ",
    "criterion_empty": f"/tieu-chi?ke_hoach={filled.PROGRAMME}&ky=2022-Y&tieu_chi=on_time",
    "why": f"/vi-sao?{_PLAN}&don_vi={UNIT}",
    "why_cell": f"/vi-sao?{_PLAN}&don_vi={UNIT}&tieu_chi=on_time",
    "why_none": f"/vi-sao?{_PLAN}",
    "programme": f"/ke-hoach?{_PLAN}",
    "progress": f"/tien-do?{_PLAN}",
    "progress_index": f"/tien-do?{_INDEX}",
    "awards": f"/khen-thuong?{_PLAN}",
    "map": f"/ban-do?{_PLAN}&khoi=commune&to_theo=on_time",
    "map_nowhere": f"/ban-do?{_PLAN}&khoi=department",
    "scoring": "/cach-cham?muc=threshold",
    "scoring_tree": "/cach-cham?muc=appraisal_layers",
    "help": "/tro-giup",
    "help_codes": "/tro-giup?muc=ma-loi",
    "wall": f"/man-hinh-lon?{_INDEX}",
    "wall_long": f"/man-hinh-lon?{_PLAN}&khoi=department",
    "wall_plan": f"/man-hinh-lon?{_PLAN}",
}
