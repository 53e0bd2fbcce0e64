"""What was met in a document that its reader must be told about."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts while a document is read."""

    inserted: int = 0
    deleted: int = 0
    nested_tables: int = 0
    pictures: int = 0
    comments: int = 0
    embedded: int = 0
    hidden: int = 0
    pages_restart_notes: bool = False
    unknown_symbols: set[str] = field(default_factory=set)
    unknown_styles: set[str] = field(default_factory=set)

    def warnings(self) -> tuple[str, ...]:
        """Return what there is to say, in Chinese."""
        said = []
        if self.inserted or self.deleted:
            said.append(
                f"文件带有未确认的修订（插入 {self.inserted} 处、删除 {self.deleted} 处）："
                "已按接受全部修订后的文字读入，请核对是否为定稿"
            )
        if self.comments:
            said.append(f"批注 {self.comments} 条没有读入")
        if self.hidden:
            said.append(f"隐藏文字 {self.hidden} 处没有读入（打印时也不出现）")
        if self.nested_tables:
            said.append(f"表格里另有 {self.nested_tables} 个表格：其文字已并入所在的单元格，行列不再分开")
        if self.pictures:
            said.append(f"图片 {self.pictures} 张：图片里的文字没有读入")
        if self.embedded:
            said.append(f"嵌入的文件或对象 {self.embedded} 个没有读入：请把它们另存为单独的文件再导入")
        if self.pages_restart_notes:
            said.append("脚注按页重新编号，而分页只有打印时才知道：这里改为全文连续编号")
        if self.unknown_symbols:
            said.append(f"符号字体里有认不出的字符，已略去：{'、'.join(sorted(self.unknown_symbols)[:5])}")
        if self.unknown_styles:
            said.append(f"有不认识的编号样式，已按阿拉伯数字写出：{'、'.join(sorted(self.unknown_styles)[:5])}")
        return tuple(said)
