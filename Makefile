# One command each on a fresh machine: `make demo` runs the main job, `make test` passes the tests.
# Windows without make: the same steps are written out in README.md.

PYTHON ?=
BIN := .venv/bin
DATA ?= ./data
PORT ?= 8501
STAMP := .venv/.installed
ENGINE_TESTS := tests/spec tests/property tests/test_store.py tests/test_master.py tests/test_writers.py tests/test_rank.py

.PHONY: help setup demo serve test lint check test-next-engine clean browser

help:
	@echo "make setup   tạo môi trường .venv với đúng phiên bản đã khóa"
	@echo "make demo    nạp dữ liệu demo và mở bảng điều khiển (PORT=8501)"
	@echo "make serve   mở bảng điều khiển với kho dữ liệu DATA=./data"
	@echo "make test    chạy mọi bài kiểm thử"
	@echo "make check   kiểm tra mã nguồn, kiểu, ranh giới phòng và chạy kiểm thử"
	@echo "make bench   đo tốc độ và bộ nhớ, cạnh polars, pandas và SQLite"
	@echo "make bench-walls  đo bao nhiêu màn hình cùng mở thì còn thấy thay đổi trong 2 giây"
	@echo "make bench-rush   đo 150 đơn vị nộp trong mười phút cuối khi 50 bảng đang mở (MINUTES=10)"
	@echo "make bench-screens  đo mọi màn hình ở cỡ một tỉnh và cả nước (PARTS=server,browser,nation)"
	@echo "make soak    ngâm màn hình lớn với đồng hồ chạy nhanh và đủ loại sự cố (MINUTES=120)"
	@echo "make mutate  sửa sai từng chỗ của các khung nhìn, xem có bị phát hiện (VIEWS='out_*')"
	@echo "make corpus  gài từng lớp lỗi vào biểu của mọi kế hoạch, in tỷ lệ phát hiện đúng ô"
	@echo "make bench-others  cho cùng bộ tệp gài lỗi qua frictionless, pointblank, Great Expectations (môi trường riêng)"
	@echo "make fuzz    đọc 10.000 tệp bị làm hỏng (FUZZ=10000), tệp nào cũng phải kết thúc bằng một câu"
	@echo "make golden  ghi lại chỗ đứng của các phần trên mọi màn hình, sau khi đã xem bằng mắt"
	@echo "make clean   xóa môi trường và dữ liệu demo"

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@sh tools/setup.sh "$(PYTHON)"
	@touch $(STAMP)

demo: setup
	$(BIN)/thidua --data $(DATA) demo --port $(PORT)

serve: setup
	$(BIN)/thidua --data $(DATA) serve --port $(PORT)

browser: $(STAMP)
	@sh tools/browser.sh

# Screens in a real browser are timed by it, so they run alone; the rest shares the cores.
WORKERS ?= 2

test: setup browser
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --ignore tests/browser
	$(BIN)/python -m pytest tests/browser

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

NEXT_ENGINE := .venv/next-engine

$(NEXT_ENGINE)/.installed: requirements-next-engine.lock $(STAMP)
	rm -rf $(NEXT_ENGINE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	  --target $(NEXT_ENGINE) -r requirements-next-engine.lock
	@touch $@

# The warehouse must also run on the next engine, from which a downgrade stays possible.
test-next-engine: $(NEXT_ENGINE)/.installed
	PYTHONPATH=$(CURDIR)/$(NEXT_ENGINE) $(BIN)/python -m pytest $(ENGINE_TESTS)

.PHONY: bench bench-walls bench-rush bench-screens soak mutate

bench: setup
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.hand_in

WALLS ?= 50,100,200,400,800

bench-walls: setup
	$(BIN)/python -m tests.bench.walls --walls $(WALLS)

bench-rush: MINUTES = 10
bench-rush: setup
	$(BIN)/python -m tests.bench.rush --minutes $(MINUTES)

PARTS ?= server,browser,nation

bench-screens: setup browser
	$(BIN)/python -m tests.bench.screens --parts $(PARTS)

MINUTES ?= 120

soak: setup browser
	$(BIN)/python -m tests.soak --minutes $(MINUTES)

VIEWS ?= *

mutate: setup
	$(BIN)/python -m tests.mutation --views '$(VIEWS)'

.PHONY: corpus bench-others fuzz golden

# Where the parts of every screen stand, written anew; look at the screens before keeping it.
golden: setup browser
	THIDUA_GOLDEN=1 $(BIN)/python -m pytest tests/browser/test_structure.py

corpus: setup
	$(BIN)/python -m tests.corpus

OTHERS := .venv/others

$(OTHERS)/.installed: tests/bench/others/requirements.txt $(STAMP)
	rm -rf $(OTHERS)
	$(BIN)/python -m venv $(OTHERS)
	$(OTHERS)/bin/pip install --quiet --disable-pip-version-check -r tests/bench/others/requirements.txt
	@touch $@

bench-others: $(OTHERS)/.installed
	$(BIN)/python -m tests.bench.others --python $(OTHERS)/bin/python

FUZZ ?= 10000

fuzz: setup
	$(BIN)/python -m tests.fuzz --files $(FUZZ)

clean:
	rm -rf .venv data .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
