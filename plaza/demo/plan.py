"""What the organizer of the demo has already entered into a plan: names, leaders, money, safety texts."""

from events import actions
from events.parts import PARTS, Line

NAMES = [
    "周敏",
    "孙倩",
    "沈立、贺建平",
    "各台两人，名单另附",
    "吴桐",
    "陈露、宋清",
    "赵磊、江平、罗曼、钟灵",
    "",
    "何川、魏岚",
    "丁一",
    "孙倩",
    "",
]
LEADERS = ["贺建平", "陆宁", "方可", "沈青", "许澄", "何川", "秦雨", "白桦", "田禾", "周敏"]
# quantity and price in yuan, in the order of the built-in lines
MONEY = [
    (200, "4.50"),
    (1000, "2.80"),
    (1, "6000"),
    (12, "120"),
    (1, "3500"),
    (10, "680"),
    (16, "240"),
    (24, "85"),
    (10, "450"),
    (24, "60"),
    (4, "500"),
    (40, "35"),
    (0, "0"),
    (4, "380"),
    (2000, "0.60"),
    (40, "28"),
    (90, "25"),
    (1, "1800"),
    (1, "5200"),
    (1, "2600"),
    (1, "3000"),
]
SAFETY = {
    "security_staff": "公安民警 6 人、保安 12 人，着反光背心，分守入口、等候区、出口和疏散通道。",
    "buffer": "入口外设 20 米缓冲区，隔离栏分隔，地面贴单向箭头。",
    "vehicles": "东侧停车场限停 60 辆，北门为消防和急救专用通道。",
}


def fill_in(event, *, by, at, safety: bool) -> None:
    posts = zip(event.posts.order_by("pk"), NAMES, strict=False)
    desks = zip(event.desks.order_by("number"), LEADERS, strict=False)
    lines = zip(event.budget_lines.order_by("pk"), MONEY, strict=False)
    tables = {
        "posts": [_line(post, names=names) for post, names in posts],
        "desks": [_line(desk, leader=leader) for desk, leader in desks],
        "budget": [_line(line, quantity=quantity, price=price) for line, (quantity, price) in lines],
    }
    for name, lines in tables.items():
        actions.save_lines(event, PARTS[name], lines, by=by, at=at)
    if safety:
        texts = {
            row.pk: {"text": SAFETY[row.code], "lead": "赵磊", "version": row.version}
            for row in event.safety_texts.filter(code__in=SAFETY)
        }
        actions.write_safety(event, texts, by=by, at=at)


def _line(row, **values) -> Line:
    return Line(pk=row.pk, version=row.version, values=values)
