# SPDX-License-Identifier: BSD-2-Clause
"""Every single small change of a C++ header, made mechanically.

Relies on how clang-format writes the tree: a binary operator has blanks on both sides, while the
angle brackets of a template and the `&` of a declarator do not. What a compiler alone looks at
(includes, static_assert, enumerations, what only declares) is left as it is.
"""

import re
from dataclasses import dataclass

TOKEN = re.compile(r"""
    (?P<skip>\s+ | //[^\n]* | /\*.*?\*/ | ^[ ]*\#(?:\\\n|[^\n])* | "(?:\\.|[^"\\])*")
  | (?P<number>0[xX][0-9a-fA-F']+[uUlL]* | [0-9][0-9']*[uUlL]*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<sign><=>|<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|::|.)
""", re.X | re.S | re.M)

# A binary operator and what takes its place: its neighbours.
NEIGHBOURS = {
    "<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"),
    "==": ("!=",), "!=": ("==",), "&&": ("||",), "||": ("&&",), "&": ("|",), "|": ("&",),
    "+": ("-",), "-": ("+",), "&=": ("|=",), "|=": ("&=",),
}
CLOSING = {"(": ")", "[": "]", "{": "}"}
# A statement that begins like this declares something, or leads elsewhere.
NO_EXPRESSION = {"const", "constexpr", "auto", "using", "return", "if", "for", "while", "switch",
                 "case", "default", "break", "continue", "else", "do", "friend", "static", "inline",
                 "struct", "enum", "class", "template"}


@dataclass
class Token:
    text: str
    kind: str
    begin: int
    end: int


@dataclass(frozen=True)
class Change:
    """Text that takes the place of some of a header's, and a name that survives edits elsewhere."""
    header: str
    begin: int
    end: int
    text: str
    key: str = ""

    def apply(self, source):
        return source[:self.begin] + self.text + source[self.end:]


def tokens_of(source):
    return [Token(match[0], match.lastgroup, match.start(), match.end())
            for match in TOKEN.finditer(source) if match.lastgroup != "skip"]


def partners(tokens):
    """Index of an opening bracket -> that of its closing one."""
    found, waiting = {}, []
    for index, token in enumerate(tokens):
        if token.text in CLOSING:
            waiting.append(index)
        elif token.text in CLOSING.values():
            found[waiting.pop()] = index
    return found


def end_of(tokens, pairs, index, stops):
    """The first of `stops`, or the end of the bracket, at the level of tokens[index]."""
    while tokens[index].text not in stops and tokens[index].text not in CLOSING.values():
        index = pairs.get(index, index) + 1
    return index


def untouched(tokens, pairs):
    """Indices of tokens that are not looked at: static_assert, sizeof, enumerations, aliases."""
    found = set()
    for index, token in enumerate(tokens):
        if token.text == "sizeof":
            found.update(range(index, pairs[index + 1]))
        if token.text in ("static_assert", "enum", "using"):
            found.update(range(index, end_of(tokens, pairs, index, ";") + 1))
    return found


def blocks(tokens, pairs):
    """Indices of the braces in which there are statements."""
    return {index for index in pairs if index and tokens[index].text == "{" and
            tokens[index - 1].text in (")", "noexcept", "const", "else", ":", ";", "{", "}")}


def starts_of_statements(tokens, pairs):
    """Indices of tokens that are the first of a statement, or of something declared."""
    found = {index + 1 for opening in blocks(tokens, pairs) for index in (opening, pairs[opening])}
    in_label = False
    for index, token in enumerate(tokens):
        in_label = in_label or token.text in ("case", "default")
        if token.text in (";", "else") or token.text == ":" and in_label:
            found.add(index + 1)
            in_label = False
        elif token.text in ("if", "for", "while") and index + 1 in pairs:
            found.add(pairs[index + 1] + 1)
    return found


def statements(tokens, pairs):
    """(first, last) of every statement that is an assignment or a call."""
    inside, waiting = {}, [None]  # the innermost bracket of each token
    for index, token in enumerate(tokens):
        if token.text in CLOSING.values():
            waiting.pop()
        inside[index] = waiting[-1]
        if token.text in CLOSING:
            waiting.append(index)
    in_blocks = blocks(tokens, pairs)
    for index in sorted(starts_of_statements(tokens, pairs)):
        if index + 1 >= len(tokens) or inside[index] not in in_blocks:
            continue
        first, second = tokens[index], tokens[index + 1]
        if first.text in NO_EXPRESSION or first.text in "{};":
            continue
        if first.kind == "word" and (second.kind == "word" or second.text in ("::", "<", "&", "*")):
            continue  # declares
        last = end_of(tokens, pairs, index, ";")
        if tokens[last].text == ";":
            yield index, last


def raw_changes(source):
    """Yields (begin, end, new text, what is said of it)."""
    tokens = tokens_of(source)
    pairs = partners(tokens)
    skipped = untouched(tokens, pairs)

    def span(first, last):
        """Text of the tokens from first to before last."""
        return source[tokens[first].begin:tokens[last - 1].end]

    for index, token in enumerate(tokens):
        if index in skipped:
            continue
        spaced = source[token.begin - 1].isspace() and source[token.end:token.end + 1].isspace()
        if spaced and token.text in NEIGHBOURS:
            for new in NEIGHBOURS[token.text]:
                yield token.begin, token.end, new, f"{token.text} -> {new}"
        elif token.text in "!~" and tokens[index + 1].text != "=" and not spaced:
            yield token.begin, token.end, "", f"{token.text} dropped"
        elif token.kind == "number":
            new = plus_one(token.text)
            yield token.begin, token.end, new, f"{token.text} -> {new}"
        elif token.text in ("true", "false") and tokens[index - 1].text != "=":
            new = "false" if token.text == "true" else "true"
            yield token.begin, token.end, new, f"{token.text} -> {new}"
        elif token.text == "if" and tokens[index + 1].text == "(":
            begin, end = tokens[index + 1].end, tokens[pairs[index + 1]].begin
            yield begin, end, "true", "if (true)"
            yield begin, end, "false", "if (false)"
        elif token.text == "?":
            colon = matching_colon(tokens, pairs, index)
            end = end_of(tokens, pairs, colon + 1, (";", ","))
            swapped = f"? {span(colon + 1, end)} : {span(index + 1, colon)}"
            yield token.begin, tokens[end - 1].end, swapped, "?: swapped"
    for first, last in statements(tokens, pairs):
        if first not in skipped:
            yield tokens[first].begin, tokens[last].end, ";", "removed"


def matching_colon(tokens, pairs, index):
    depth = 0
    while True:
        index = pairs.get(index, index) + 1
        if tokens[index].text == "?":
            depth += 1
        elif tokens[index].text == ":":
            if depth == 0:
                return index
            depth -= 1


def plus_one(number):
    digits = re.match(r"0[xX][0-9a-fA-F']+|[0-9']+", number)[0]
    value = int(digits.replace("'", ""), 0) + 1
    return (hex(value) if digits[:2] in ("0x", "0X") else str(value)) + number[len(digits):]


def line_at(source, position):
    begin = source.rfind("\n", 0, position) + 1
    return re.sub(r"\s*//.*", "", source[begin:source.find("\n", position)]).strip()


def changes_of(header, source):
    """Every change of a header, in the order of its text."""
    seen = {}
    for begin, end, text, what in sorted(raw_changes(source)):
        key = f"{header}: {line_at(source, begin)} [{what}]"
        seen[key] = seen.get(key, 0) + 1
        number = f" #{seen[key]}" if seen[key] > 1 else ""
        yield Change(header, begin, end, text, key + number)
