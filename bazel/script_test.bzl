# SPDX-License-Identifier: BSD-2-Clause
"""A test that is a script: sh_test without depending on any shell rules."""

def _script_test_impl(ctx):
    runner = ctx.actions.declare_file(ctx.label.name)
    files = [ctx.file.script] + ctx.files.data
    args = [ctx.expand_location(arg, ctx.attr.data) for arg in ctx.attr.script_args]
    ctx.actions.write(
        output = runner,
        content = "#!/bin/sh\nexec ./%s %s\n" % (
            ctx.file.script.short_path,
            " ".join(args),
        ),
        is_executable = True,
    )
    return [DefaultInfo(executable = runner, runfiles = ctx.runfiles(files = files))]

script_test = rule(
    implementation = _script_test_impl,
    test = True,
    attrs = {
        "script": attr.label(mandatory = True, allow_single_file = True),
        "script_args": attr.string_list(doc = "Shell words; may use $(rootpath) and $(rootpaths) of data."),
        "data": attr.label_list(allow_files = True),
    },
)
