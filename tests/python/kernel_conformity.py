"""What the Jupyter project tests of any kernel (package jupyter_kernel_test), on ours.

.venv/bin/python tests/python/kernel_conformity.py
"""

import unittest

import jupyter_kernel_test

SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'
OWN_DISPLAY = "({ [Symbol.for('Jupyter.display')]: () => ({ '%s': %r, 'text/plain': 'x' }) })"


class Conformity(jupyter_kernel_test.KernelTests):
    kernel_name = "tslab"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    completion_samples = [
        {"text": "JSON.str", "matches": {"stringify"}},
        {"text": "import { x } from './src/met", "matches": {"./src/meta", "./src/metrics"}},
    ]
    complete_code_samples = ["const a = 1;", "function f() { return 1; }", "[1, 2].map((x) => x)"]
    incomplete_code_samples = ["function f() {", "[1, 2", "`a", "/* open"]
    invalid_code_samples = ["const = 3;", "a b"]
    code_generate_error = "throw new Error('on purpose')"
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": "'text'", "result": "text"},
        {"code": "[1, 2].map((x) => x * 2)", "result": "[ 2, 4 ]"},
        {
            "code": OWN_DISPLAY % ("text/html", "<b>b</b>"),
            "mime": "text/html",
            "result": "<b>b</b>",
        },
    ]
    code_display_data = [
        {
            "code": "import { html, show } from './src/notebook';\nshow(html('<b>b</b>'));",
            "mime": "text/html",
        },
        {
            "code": f"import {{ svg }} from './src/notebook';\nshow(svg(`{SVG}`));",
            "mime": "image/svg+xml",
        },
    ]
    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "1 ? 2*"
    code_inspect_sample = "Math.max"
    code_clear_output = "import { clearOutput } from './src/notebook';\nclearOutput();"


if __name__ == "__main__":
    unittest.main(verbosity=2)
