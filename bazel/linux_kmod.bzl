# SPDX-License-Identifier: BSD-2-Clause
"""A Linux kernel module, built by the kernel's own Kbuild."""

def _linux_kmod_impl(ctx):
    module = ctx.actions.declare_file(ctx.label.name + ".ko")
    outputs = [module]
    if ctx.attr.object:
        outputs.append(ctx.actions.declare_file(ctx.attr.object))

    args = ctx.actions.args()
    args.add(ctx.label.package)
    args.add_joined(outputs, join_with = ":")
    for src in ctx.files.srcs:
        args.add(src.path + ":" + src.short_path)

    # The sources are copied, keeping their places in the tree, because Kbuild
    # writes next to them. KDIR, if any, comes from --action_env=KDIR=...
    ctx.actions.run_shell(
        inputs = ctx.files.srcs,
        outputs = outputs,
        arguments = [args],
        mnemonic = "Kbuild",
        progress_message = "Building kernel module %s" % module.short_path,
        use_default_shell_env = True,
        command = """
set -eu
package=$1; outputs=$2; shift 2
here=$PWD
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
for pair; do
    to=$tree/${pair#*:}
    mkdir -p "${to%/*}"
    cp -L "${pair%%:*}" "$to"
done
if ! make -C "$tree/$package" B="$tree/build" >"$tree/log" 2>&1; then
    cat "$tree/log" >&2
    exit 1
fi
grep -i warning "$tree/log" >&2 || true
IFS=:
for output in $outputs; do
    cp "$tree/build/$package/${output##*/}" "$here/$output"
done
""",
    )
    return [DefaultInfo(files = depset(outputs))]

linux_kmod = rule(
    implementation = _linux_kmod_impl,
    doc = """<name>.ko from the Makefile and Kbuild of this package.

The kernel headers are not declared inputs: pass --action_env=KDIR=<headers>, as
the root Makefile does, and a new kernel means a new build.""",
    attrs = {
        "srcs": attr.label_list(
            allow_files = True,
            doc = "Makefile, Kbuild and all the sources and headers they use.",
        ),
        "object": attr.string(
            doc = "An intermediate object to keep as a second output, for checks.",
        ),
    },
)
