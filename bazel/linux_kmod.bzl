# SPDX-License-Identifier: BSD-2-Clause
"""A Linux kernel module, built by the kernel's own Kbuild."""

def _linux_kmod_impl(ctx):
    module = ctx.actions.declare_file(ctx.label.name + ".ko")
    outputs = [module]
    if ctx.attr.object:
        outputs.append(ctx.actions.declare_file(ctx.attr.object))

    # A file of arguments: there is one for every header of the core.
    args = ctx.actions.args()
    args.use_param_file("%s", use_always = True)
    args.set_param_file_format("multiline")
    args.add("package " + ctx.label.package)
    for output in outputs:
        args.add("out " + output.path)
    for src in ctx.files.srcs:
        args.add("src %s %s" % (src.path, src.short_path))

    ctx.actions.run(
        executable = ctx.executable._kbuild,
        inputs = ctx.files.srcs,
        outputs = outputs,
        arguments = [args],
        mnemonic = "Kbuild",
        progress_message = "Building kernel module %s" % module.short_path,
        use_default_shell_env = True,
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
        "_kbuild": attr.label(
            default = "//bazel:kbuild.sh",
            allow_single_file = True,
            executable = True,
            cfg = "exec",
        ),
        "object": attr.string(
            doc = "An intermediate object to keep as a second output, for checks.",
        ),
    },
)
