"""How each language writes days and times: `{{ moment|date:"SHORT_DATETIME_FORMAT" }}`."""
