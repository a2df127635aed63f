"""What the codes of the header and of the answers mean, as tables."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Code(NamedTuple):
    """A code with its name in both languages."""

    code: str
    name_en: str
    name_zh: str


class Command(NamedTuple):
    """A command code (CN)."""

    code: str
    name_en: str
    name_zh: str
    sender: Literal["platform", "device", "both"]
    editions: str  #: Years of the editions that have it.


_EVERY, _OLD, _MIDDLE, _NEW, _LATER = "2005 2017 2025", "2005", "2017", "2025", "2017 2025"

COMMANDS = {
    row.code: row
    for row in (
        Command("1000", "set time-out and retries", "设置超时时间及重发次数", "platform", _EVERY),
        Command("1001", "upload logger hardware ids", "上传数采仪硬件标识", "device", _NEW),
        Command("1002", "set station number", "设置监测点编号", "platform", _NEW),
        Command("1011", "get time", "提取现场机时间", "platform", _EVERY),
        Command("1012", "set time", "设置现场机时间", "platform", _EVERY),
        Command("1013", "ask for time calibration", "现场机时间校准请求", "device", _LATER),
        Command("1014", "renew the SM4 key", "更新密钥", "both", _NEW),
        Command("1021", "get alarm limits", "提取污染物报警门限值", "platform", _OLD),
        Command("1022", "set alarm limits", "设置污染物报警门限值", "platform", _OLD),
        Command("1031", "get reporting address", "提取上位机地址", "platform", _OLD),
        Command("1032", "set reporting address", "设置上位机地址", "platform", _OLD),
        Command("1041", "get time of day reports", "提取日数据上报时间", "platform", _OLD),
        Command("1042", "set time of day reports", "设置日数据上报时间", "platform", _OLD),
        Command("1061", "get real-time interval", "提取实时数据间隔", "platform", _EVERY),
        Command("1062", "set real-time interval", "设置实时数据间隔", "platform", _EVERY),
        Command("1063", "get minute interval", "提取分钟数据间隔", "platform", _LATER),
        Command("1064", "set minute interval", "设置分钟数据间隔", "platform", _LATER),
        Command("1072", "set password", "设置现场机访问密码", "platform", _EVERY),
        Command("2011", "real-time data", "污染物实时数据", "both", _EVERY),
        Command("2012", "stop real-time data", "停止察看污染物实时数据", "platform", _EVERY),
        Command("2013", "raw monitoring data", "原始监测数据", "both", _NEW),
        Command("2021", "treatment equipment state", "设备运行状态数据", "both", _EVERY),
        Command("2022", "stop equipment state", "停止察看设备运行状态", "platform", _EVERY),
        Command("2031", "day data", "污染物日历史数据", "both", _EVERY),
        Command("2041", "equipment run time of the day", "设备运行时间日历史数据", "both", _EVERY),
        Command("2051", "minute data", "污染物分钟数据", "both", _EVERY),
        Command("2052", "single noise measurement", "噪声单次监测数据", "both", _NEW),
        Command("2061", "hour data", "污染物小时数据", "both", _EVERY),
        Command("2062", "standard-sample check data", "自动标样核查数据", "both", _NEW),
        Command("2071", "alarm event", "污染物报警事件", "device", _OLD),
        Command("2081", "logger restart time", "上传数采仪开机时间", "device", _LATER),
        Command("2111", "furnace temperature, 5-minute mean", "炉膛温度5分钟均值", "device", _NEW),
        Command("3011", "calibrate zero and span", "零点校准量程校准", "platform", _EVERY),
        Command("3012", "sample now", "即时采样", "platform", _EVERY),
        Command("3013", "clean or back-flush", "启动清洗或反吹", "platform", _LATER),
        Command("3014", "comparison sampling", "比对采样", "platform", _MIDDLE),
        Command("3015", "retain a sample on exceedance", "超标留样", "both", _LATER),
        Command("3016", "set sampling period", "设置采样时间周期", "platform", _LATER),
        Command("3017", "get sampling period", "提取采样时间周期", "platform", _MIDDLE),
        Command("3018", "get sampling duration", "提取出样时间", "platform", _LATER),
        Command("3019", "get device id", "提取设备唯一标识", "platform", _LATER),
        Command("3020", "device log, state, parameters", "提取现场机信息", "both", _LATER),
        Command("3021", "set device parameter", "设置现场机参数", "platform", _LATER),
        Command("3022", "retain a sample now", "即时留样", "platform", _NEW),
        Command("3024", "start a standard-sample check", "启动标样核查", "platform", _NEW),
        Command("9011", "request answer", "请求应答", "device", _EVERY),
        Command("9012", "execution result", "操作执行结果", "device", _EVERY),
        Command("9013", "notification answer", "通知应答", "both", _EVERY),
        Command("9014", "data answer", "数据应答", "platform", _EVERY),
        Command("9015", "heartbeat", "心跳", "device", _NEW),
        Command("9021", "log in", "登录注册", "device", _OLD),
        Command("9022", "log-in answer", "登录应答", "platform", _OLD),
    )
}
"""Command by CN. Names of the 2005-only commands are not confirmed by the printed standard."""

NOTIFICATIONS = frozenset({"1001", "1013", "1014", "9015", "9021"})
"""Sent by a device and answered with 9013; every other upload is answered with 9014."""
ANSWERS = frozenset({"9011", "9012", "9013", "9014", "9022"})
"""Never answered."""

SYSTEMS = {
    row.code: row
    for row in (
        Code("21", "surface water", "地表水质量监测"),
        Code("22", "ambient air", "空气质量监测"),
        Code("23", "environmental noise", "声环境质量监测"),
        Code("24", "ground water", "地下水质量监测"),
        Code("25", "soil", "土壤质量监测"),
        Code("26", "sea water", "海水质量监测"),
        Code("27", "volatile organic compounds", "挥发性有机物监测"),
        Code("31", "waste gas", "大气环境污染源"),
        Code("32", "waste water", "地表水体环境污染源"),
        Code("33", "source to ground water", "地下水体环境污染源"),
        Code("34", "source to the sea", "海洋环境污染源"),
        Code("35", "source to soil", "土壤环境污染源"),
        Code("36", "noise source", "声环境污染源"),
        Code("37", "vibration source", "振动环境污染源"),
        Code("38", "radioactivity source", "放射性环境污染源"),
        Code("39", "site dust", "工地扬尘污染源"),
        Code("41", "electromagnetic source", "电磁环境污染源"),
        Code("44", "electricity use", "用电监测"),
        Code("51", "flue gas treatment process", "烟气排放过程监控"),
        Code("52", "sewage treatment process", "污水排放过程监控"),
        Code("91", "system interaction", "系统交互"),
    )
}
"""System code (ST)."""

REQUEST_RESULTS = {
    row.code: row
    for row in (
        Code("1", "ready", "准备执行请求"),
        Code("2", "refused", "请求被拒绝"),
        Code("3", "wrong password", "PW错误"),
        Code("4", "wrong station number", "MN错误"),
        Code("5", "wrong system code", "ST错误"),
        Code("6", "wrong Flag", "Flag错误"),
        Code("7", "wrong request number", "QN错误"),
        Code("8", "wrong command", "CN错误"),
        Code("9", "wrong check field", "CRC校验错误"),
        Code("100", "unknown error", "未知错误"),
    )
}
"""QnRtn of 9011."""

EXECUTION_RESULTS = {
    row.code: row
    for row in (
        Code("1", "done", "执行成功"),
        Code("2", "failed, cause unknown", "执行失败，原因未知"),
        Code("3", "failed, condition not met", "执行失败，命令请求条件错误"),
        Code("4", "timed out", "通讯超时"),
        Code("5", "busy", "系统繁忙不能执行"),
        Code("6", "failed, system fault", "系统故障"),
        Code("100", "no data", "没有数据"),
    )
}
"""ExeRtn of 9012."""

DATA_FLAGS = {
    row.code: row
    for row in (
        Code("N", "normal", "正常"),
        Code("F", "stopped", "停运"),
        Code("M", "maintenance", "维护"),
        Code("S", "manual", "手工输入"),
        Code("D", "fault", "故障"),
        Code("C", "calibration", "校准"),
        Code("T", "over range", "超上限"),
        Code("B", "communication fault", "通讯异常"),
    )
}
"""Flag of a reading, pollution sources."""


def may_be_encrypted(cn: str) -> bool:
    """
    Tell whether the 2025 edition lets a command's data be encrypted (6.4.4).

    Examples
    --------
    >>> may_be_encrypted("2051"), may_be_encrypted("9014")
    (True, False)
    """
    return cn.startswith("2") or cn in {"1014", "3020"}
