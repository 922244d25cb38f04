"""Evaluates the expressions of GitHub Actions, as far as action files and small workflows need them.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

import re

Value = None | bool | float | str | dict
STATUS_FUNCTIONS = ("success", "failure", "always", "cancelled")

TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>-?\d+(?:\.\d+)?)
      | '(?P<text>(?:[^']|'')*)'
      | (?P<name>[A-Za-z_][\w-]*)
      | (?P<operator>&&|\|\||==|!=|!|\(|\)|\.|,)
    )""",
    re.VERBOSE,
)


class ExpressionError(Exception):
    """An expression that cannot be read."""


class Expression:
    """A recursive descent over the tokens of one expression."""

    def __init__(self, text: str, contexts: dict[str, dict], status: dict[str, bool]) -> None:
        self.text = text
        self.contexts = contexts
        self.status = status
        self.tokens = list(self.tokenize(text))

    @staticmethod
    def tokenize(text: str):
        position = 0
        text = text.rstrip()
        while position < len(text):
            match = TOKEN.match(text, position)
            if not match:
                raise ExpressionError(f"unexpected {text[position:]!r} in {text!r}")
            position = match.end()
            yield match.lastgroup, match[match.lastgroup]

    def value(self) -> Value:
        value = self.any_of()
        if self.tokens:
            raise ExpressionError(f"unexpected {self.tokens[0][1]!r} in {self.text!r}")
        return value

    def accept(self, operator: str) -> bool:
        if self.tokens[:1] == [("operator", operator)]:
            self.tokens.pop(0)
            return True
        return False

    def expect(self, operator: str) -> None:
        if not self.accept(operator):
            raise ExpressionError(f"{operator!r} is missing in {self.text!r}")

    # Both operators give one of their sides, not a boolean.
    def any_of(self) -> Value:
        value = self.all_of()
        while self.accept("||"):
            other = self.all_of()
            value = value if truthy(value) else other
        return value

    def all_of(self) -> Value:
        value = self.comparison()
        while self.accept("&&"):
            other = self.comparison()
            value = other if truthy(value) else value
        return value

    def comparison(self) -> Value:
        value = self.negation()
        if self.accept("=="):
            return same(value, self.negation())
        if self.accept("!="):
            return not same(value, self.negation())
        return value

    def negation(self) -> Value:
        if self.accept("!"):
            return not truthy(self.negation())
        return self.primary()

    def primary(self) -> Value:
        if self.accept("("):
            value = self.any_of()
            self.expect(")")
            return value
        if not self.tokens:
            raise ExpressionError(f"{self.text!r} ends too early")
        kind, text = self.tokens.pop(0)
        if kind == "number":
            return float(text)
        if kind == "text":
            return text.replace("''", "'")
        if kind != "name":
            raise ExpressionError(f"unexpected {text!r} in {self.text!r}")
        if text in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[text]
        if self.accept("("):
            return self.call(text)
        return self.property(text)

    def call(self, name: str) -> Value:
        arguments = []
        while not self.accept(")"):
            arguments.append(self.any_of())
            self.accept(",")
        if name in STATUS_FUNCTIONS and not arguments:
            return self.status[name]
        words = [as_text(argument).lower() for argument in arguments]
        match name, words:
            case "contains", [text, part]:
                return part in text
            case "startsWith", [text, part]:
                return text.startswith(part)
            case "endsWith", [text, part]:
                return text.endswith(part)
        raise ExpressionError(f"the function {name} with {len(arguments)} arguments is not supported here")

    def property(self, context: str) -> Value:
        if context not in self.contexts:
            raise ExpressionError(f"there is no context {context!r} here: {self.text!r}")
        value: Value = self.contexts[context]
        while self.accept("."):
            _, name = self.tokens.pop(0)
            value = value.get(name) if isinstance(value, dict) else None
        return value


def truthy(value: Value) -> bool:
    return value not in (None, False, 0, "")


def same(left: Value, right: Value) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() == right.lower()
    if type(left) is type(right):
        return left == right
    return as_number(left) == as_number(right)


def as_number(value: Value) -> float:
    try:
        return float(value or 0)
    except (TypeError, ValueError):
        return float("nan")


def as_text(value: object) -> str:
    """A value of an expression or of YAML as the runner passes it on."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def fill_in(text: object, contexts: dict[str, dict], status: dict[str, bool]) -> str:
    """The text with the values of its `${{ }}`."""
    return re.sub(
        r"\$\{\{(.*?)\}\}",
        lambda match: as_text(Expression(match[1], contexts, status).value()),
        as_text(text),
        flags=re.DOTALL,
    )


def condition(text: object, contexts: dict[str, dict], status: dict[str, bool]) -> bool:
    """Whether an `if:` holds. Without a status function it holds only while everything has succeeded."""
    text = as_text("success()" if text is None else text).strip()
    if match := re.fullmatch(r"\$\{\{(.*)\}\}", text, re.DOTALL):
        text = match[1]
    value = truthy(Expression(text, contexts, status).value())
    asks_for_status = any(re.search(rf"\b{name}\s*\(", text) for name in STATUS_FUNCTIONS)
    return value and (asks_for_status or status["success"])
