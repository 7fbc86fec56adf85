"""What a new office starts with."""

# name, code of the usual unit, promise in working days, route. The last one takes what fits nowhere.
CATEGORIES = [
    ("城乡建设", "ZJ", 10, "R0"),
    ("自然资源", "ZR", 18, "R6"),
    ("劳动社保", "RS", 10, "R0"),
    ("民政", "MZ", 10, "R0"),
    ("教育文体", "JY", 10, "R0"),
    ("卫生健康", "WJ", 15, "R0"),
    ("交通运输", "JT", 10, "R0"),
    ("生态环境", "HB", 10, "R0"),
    ("农业农村", "NY", 30, "R6"),
    ("其他", "XF", 10, "R0"),
]
