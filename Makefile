# SPDX-License-Identifier: BSD-2-Clause
#
# What a person types. Bazel does the building; this only names the common ways
# to call it. "make" alone lists them.

SHELL := /bin/sh
MODULE := bazel-bin/adapters/linux/vfpair.ko
LAB_TARGETS := //adapters/linux:vfpair //tests/vm/hostswitch:hostswitch //tests/vm/traffic:traffic
BENCH_VM_TARGETS := //adapters/linux:vfpair //bench/vm:bpf_redirect //bench/vm/module:vfpair_bench \
	//tests/vm/traffic:traffic

# make <target> KDIR=<headers> builds for, and boots, another installed kernel.
ifdef KDIR
BAZEL_FLAGS := --action_env=KDIR=$(abspath $(KDIR))
export VFPAIR_KERNEL ?= $(patsubst linux-headers-%,%,$(notdir $(abspath $(KDIR))))
endif
export BAZEL_FLAGS
# The lab's own programs, as Bazel built them.
LAB := VFPAIR_HOSTSWITCH=$(CURDIR)/bazel-bin/tests/vm/hostswitch/hostswitch \
	VFPAIR_TRAFFIC=$(CURDIR)/bazel-bin/tests/vm/traffic/traffic
# How much the checks of the core do, where one command should be enough.
N ?= 1000000
SECONDS ?= 3600
bazel = bazel $(1) $(BAZEL_FLAGS)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: deps ## a VF comes and goes under live traffic in a VM: timeline and picture
	@$(call bazel,build) $(LAB_TARGETS)
	@$(LAB) tests/vm/demo --module $(MODULE)

demo-sim: deps-build ## the same scenario in the simulator: no root, no VM
	@mkdir -p build
	@$(call bazel,run) //adapters/sim:demo -- --svg=$(CURDIR)/build/demo-sim.svg

test: deps ## everything: Bazel's tests, lint, VM scenarios; ends with "N passed, N failed"
	@scripts/test --module $(MODULE)

build: deps ## build everything
	@$(call bazel,build) //...

module: deps ## the Linux module; prints where it is
	@$(call bazel,build) //adapters/linux:vfpair
	@echo $(MODULE)

vm-test: deps ## only the VM scenarios; ARGS= is passed on
	@$(call bazel,build) $(LAB_TARGETS)
	@$(LAB) tests/vm/run --module $(MODULE) $(ARGS)

soak: deps ## 50 unplug and replug cycles in one boot, under traffic; ARGS= is passed on
	@$(call bazel,build) $(LAB_TARGETS)
	@$(LAB) tests/vm/soak --module $(MODULE) $(ARGS)

bench-vm: deps ## instructions per packet, beside the peers, in a VM that counts them; ARGS= is passed on
	@$(call bazel,build) $(BENCH_VM_TARGETS)
	@$(LAB) bench/vm/run --module $(MODULE) $(ARGS)

matrix: deps-checks ## every requirement and scenario, and the tests that show it
	@scripts/matrix

model: deps-checks ## explores every interleaving, then proves with wrong cores that it can fail
	@tests/model/run $(ARGS)

mutation: deps-checks ## changes the algebra and the table everywhere; a test must see each; ARGS=
	@tests/model/mutation.py $(ARGS)

seeds: deps-checks ## whole worlds by seed; N= seeds (1000000), ARGS= is passed on
	@$(call bazel,run) //tests/sim:seeds -- --count=$(N) $(ARGS)

fuzz: deps-checks ## libFuzzer on events, commands, control calls, negotiations; SECONDS= (3600)
	@scripts/fuzz --seconds $(SECONDS) $(ARGS)

coverage: deps-checks ## lines and branches of include/vfpair that the tests reach
	@scripts/coverage $(ARGS)

sanitize: deps-checks ## all tests under ASan and UBSan, races under TSan
	@scripts/sanitize $(ARGS)

bench: deps-bench ## what a packet, an event and a pair cost, beside others: table, plots; ARGS=--help
	@bench/run $(ARGS)

lint: ## licences, layering, style rules, shell scripts
	@scripts/lint

format: ## clang-format over the C++ and C sources
	@scripts/format

clean: ## remove what was built, keep what was downloaded
	@if command -v bazel >/dev/null 2>&1; then bazel clean; fi
	@rm -rf build/linux build/fuzz build/coverage build/seeds

deps:
	@scripts/install-deps

deps-build:
	@scripts/install-deps --build

deps-checks:
	@scripts/install-deps --checks

deps-bench:
	@scripts/install-deps --bench

.PHONY: help demo demo-sim test build module vm-test soak bench-vm matrix model mutation seeds fuzz \
	coverage sanitize bench lint format clean deps deps-build deps-checks deps-bench
