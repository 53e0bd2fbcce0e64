"""The settings, read once from the environment (prefix KB_) and passed down."""

import hashlib
import json
import re
from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kb.errors import InvalidSetting

BUNDLED_MODEL = "policy-zh-static"
"""The name of the model that ships with the project."""


class Fusion(StrEnum):
    """How much of a hit's score its meaning gives, the rest its words."""

    BY_WORDING = "by-wording"
    EVEN = "even"
    MEANING = "meaning"
    WORDS = "words"


class Abstention(StrEnum):
    """When the documents are said not to answer a question."""

    JUDGED = "judged"
    RULES = "rules"
    NEVER = "never"


class LogFormat(StrEnum):
    """How the server writes its log."""

    JSON = "json"
    TEXT = "text"


class LogLevel(StrEnum):
    """From which weight on the server writes a line to its log."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LocalRole(StrEnum):
    """What a request without a key may do where the server listens on this machine alone."""

    NONE = "none"
    READ = "read"
    EDIT = "edit"
    ADMIN = "admin"


_ADDRESS = re.compile(r"https?://[^\s/?#@]+(?:/[^\s?#@]*)?")
_DATABASE = re.compile(r"postgresql(?:\+psycopg)?://[^\s/?#@]*(?:@[^\s/?#@]*)?/[^\s/?#]+(?:\?[^\s#]*)?")
_INDEX = re.compile(r"milvus\+(?:https?://[^\s/?#@]+(?:/\w+)?|file:///[^?#]+)(?:\?[^\s#]*)?")
GROUP_NAME = re.compile(r"[0-9A-Za-z\u3400-\u9fff][-0-9A-Za-z\u3400-\u9fff]{0,39}")
"""How the name of a group of readers may be written."""
_NOT_SHAPING = frozenset(
    {
        "home",
        "database_url",
        "index_url",
        "index_token",
        "evaluations",
        "actor",
        "host",
        "port",
        "allowed_hosts",
        "local_role",
        "public_read",
        "default_groups",
        "source_bytes",
        "reader_seconds",
        "reader_bytes",
        "keep_generations",
        "threads",
        "workers",
        "requests_at_once",
        "requests_waiting",
        "wait_seconds",
        "request_seconds",
        "client_seconds",
        "rate_limit",
        "log_format",
        "log_level",
        "llm_api_key",
        "llm_timeout",
    }
)


class Settings(BaseSettings):
    """Every setting with its default and what it does."""

    model_config = SettingsConfigDict(env_prefix="KB_", frozen=True, extra="forbid")

    home: Path = Field(Path(".kb"), description="Folder that holds the knowledge base: rows, indexes, vector cache.")
    database_url: SecretStr | None = Field(
        None,
        description="PostgreSQL with the rows, postgresql+psycopg://user@host:5432/name; empty: a file in the home.",
    )
    index_url: str | None = Field(
        None,
        description="Milvus for vectors and words, milvus+http://host:19530[/db], milvus+file:///path; empty: files.",
    )
    index_token: SecretStr | None = Field(
        None, description="What Milvus is told who asks, user:password or a key, where it wants that; never shown."
    )
    evaluations: Path | None = Field(
        None,
        description="Folder of runs of `python -m eval run --out` that the page shows; empty: evaluations in the home.",
    )
    actor: str | None = Field(
        None, description="Who makes changes on the command line, for the log; empty: the user of the system."
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port the server listens on.")
    allowed_hosts: tuple[str, ...] = Field(
        (), description='Host names besides this machine\'s that requests may carry, as JSON: ["kb.example.cn"].'
    )
    local_role: LocalRole = Field(
        LocalRole.ADMIN,
        description="What a request without a key may do on a server of this machine alone: none, read, edit, admin.",
    )
    public_read: bool = Field(
        False, description="Whether anyone may ask and read public documents without a key, on whatever address."
    )
    default_groups: tuple[str, ...] = Field(
        (),
        description='Groups that alone see new documents where nobody names any, as JSON: ["内部"]; empty: everyone.',
    )
    embedding_model: str = Field(
        BUNDLED_MODEL,
        description="Embedding model: the bundled one, a sentence-transformers name, or a folder.",
    )
    embedding_dim: int | None = Field(
        None,
        ge=16,
        description="First dimensions of the model's vectors to keep (after a change: kb reindex); empty: all.",
    )
    query_prompt: str | None = Field(
        None, description="Text put before a question when it is encoded; empty: what the model's own settings say."
    )
    top_k: int = Field(5, ge=1, le=100, description="Passages returned when a request does not say.")
    depth: int = Field(100, ge=1, le=1000, description="Candidates fetched from each search before they are fused.")
    passage_chars: int = Field(500, ge=100, le=500, description="Longest passage, in characters.")
    question_chars: int = Field(2000, ge=10, le=20000, description="Longest question, in characters.")
    source_bytes: int = Field(20_000_000, ge=1, description="Largest file taken in, in bytes.")
    reader_seconds: float = Field(
        120.0, gt=0, le=3600, description="Longest time that reading one file of a binary format may take, in seconds."
    )
    reader_bytes: int = Field(
        1_500_000_000,
        ge=200_000_000,
        description="Most memory that reading one file of a binary format may take, in bytes (not on Windows).",
    )
    keep_generations: int = Field(
        3, ge=1, le=100, description="Published states kept for readers that still hold them, and to go back to."
    )
    answer_chars: int = Field(
        300, ge=50, le=2000, description="Longest answer, in characters, unless a list is asked for."
    )
    answer_citations: int = Field(5, ge=1, le=20, description="Most citations in one answer.")
    answer_depth: int = Field(10, ge=1, le=100, description="Passages whose sentences may answer a question.")
    embed_context: bool = Field(
        True, description="Whether a passage is embedded with its title and headings (after a change: kb reindex)."
    )
    fusion: Fusion = Field(
        Fusion.BY_WORDING,
        description="How meaning and words are weighed: by-wording of the question, even, meaning or words alone.",
    )
    ranking: bool = Field(True, description="Whether the best passages are ranked once more by learned weights.")
    cross_encoder: str | None = Field(
        None,
        description="A cross-encoder (name or folder) that puts the best 30 passages in order, slowly; empty: none.",
    )
    plain_words: bool = Field(True, description="Whether everyday words are also searched for as official terms.")
    prefer_named: bool = Field(True, description="Whether documents that a question speaks of are preferred.")
    abstention: Abstention = Field(
        Abstention.JUDGED,
        description="When an answer is refused: judged (rules and the learned judge), by the rules alone, or never.",
    )
    threads: int = Field(2, ge=1, le=256, description="Threads that encoding and one search may use.")
    workers: int = Field(1, ge=1, le=64, description="Processes that `kb serve` answers with; each holds the indexes.")
    requests_at_once: int = Field(
        16, ge=1, le=32, description="Reading requests worked on at once, a process; the others wait in line."
    )
    requests_waiting: int = Field(
        64, ge=0, le=10_000, description="Reading requests that may wait in line; more are answered with 503."
    )
    wait_seconds: float = Field(
        10.0, gt=0, le=600, description="Longest time a request waits in line before it is answered with 503."
    )
    request_seconds: float = Field(
        60.0, gt=0, le=3600, description="Longest time until a request is answered, uploads apart; then 503."
    )
    client_seconds: float = Field(
        30.0, gt=0, le=3600, description="Longest pause of a client in sending a request or taking its answer."
    )
    rate_limit: int | None = Field(
        None,
        ge=0,
        description="Requests a minute of one caller, more get 429; 0: no limit; empty: 600, on 127.0.0.1 no limit.",
    )
    log_format: LogFormat = Field(LogFormat.JSON, description="How the server writes its log: json or text.")
    log_level: LogLevel = Field(
        LogLevel.INFO, description="What the server writes to its log: debug, info (each request), warning, error."
    )
    llm_base_url: str | None = Field(
        None, description="OpenAI-compatible server of a language model, http://host:port/v1; empty: no model."
    )
    llm_model: str | None = Field(None, validate_default=True, description="Name of the language model on that server.")
    llm_api_key: SecretStr | None = Field(None, description="Key of that server, where it wants one; never shown.")
    llm_timeout: float = Field(
        30.0, gt=0, le=600, description="Longest time the language model may take, in seconds; then quotations answer."
    )

    @field_validator(
        "database_url", "index_url", "index_token", "llm_base_url", "llm_model", "llm_api_key", mode="before"
    )
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("default_groups")
    @classmethod
    def _are_groups(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if not GROUP_NAME.fullmatch(name):
                raise ValueError(f"分组“{name}”不行；分组名用汉字、字母、数字和“-”，最多 40 个字")
        return value

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _DATABASE.fullmatch(value.get_secret_value()):
            raise ValueError("应是 postgresql+psycopg://用户@主机:端口/数据库，密码里的特殊字符要写成 %XX")
        return value

    @field_validator("index_url")
    @classmethod
    def _is_index(cls, value: str | None) -> str | None:
        if value is not None and not _INDEX.fullmatch(value):
            raise ValueError(
                "应是 milvus+http://主机:端口[/库名] 或 milvus+file:///路径；用户名和密码写在 KB_INDEX_TOKEN 里"
            )
        return value

    @field_validator("llm_base_url")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if not _ADDRESS.fullmatch(value):
            raise ValueError("应是 http:// 或 https:// 开头的地址，不含账号、? 和 #，例如 http://127.0.0.1:11434/v1")
        return value

    @field_validator("llm_model")
    @classmethod
    def _has_name(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("llm_base_url") is not None:
            raise ValueError("设了 KB_LLM_BASE_URL 就要写明模型的名称")
        return value

    @property
    def rows(self) -> Path | str:
        """Where the rows lie: a file in the home, or the address of a database with its password."""
        return self.home / "kb.sqlite3" if self.database_url is None else self.database_url.get_secret_value()

    def shaping_answers(self) -> dict[str, object]:
        """Return the settings that answers depend on, as plain values."""
        values = self.model_dump(mode="json")
        return {name: value for name, value in values.items() if name not in _NOT_SHAPING}

    def fingerprint(self, encoder: str) -> str:
        """Return a short name of everything that answers depend on: these settings, the encoder's fingerprint."""
        # The encoder's own fingerprint stands for the model, wherever its folder lies.
        what = {**self.shaping_answers(), "embedding_model": encoder}
        return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:16]


def load_settings(**given: object) -> Settings:
    """Return the settings of the environment, those given put over them. Raises InvalidSetting with the first fault."""
    try:
        return Settings(**given)  # type: ignore[arg-type]  # checked by pydantic
    except ValidationError as error:
        fault = error.errors()[0]
        name = "KB_" + "_".join(map(str, fault["loc"])).upper()
        wrong = fault["msg"].removeprefix("Value error, ")
        if fault["loc"][:1] in {("database_url",), ("index_token",), ("llm_api_key",)}:
            # Neither the message nor the chain of its causes tells a password.
            raise InvalidSetting(f"设置 {name} 的值不行：{wrong}；kb settings 列出各项设置", name=name) from None
        raise InvalidSetting(
            f"设置 {name} 的值 {fault['input']!r} 不行：{wrong}；kb settings 列出各项设置",
            name=name,
            value=str(fault["input"]),
        ) from error
