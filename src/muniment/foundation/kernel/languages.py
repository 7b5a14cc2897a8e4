"""What languages are called, by their ISO 639-1 code."""

NAMES = {
    **{"ar": "Arabic", "bn": "Bengali", "cy": "Welsh", "de": "German", "en": "English"},
    **{"es": "Spanish", "fr": "French", "ga": "Irish", "gu": "Gujarati", "it": "Italian"},
    **{"lt": "Lithuanian", "nl": "Dutch", "pa": "Panjabi", "pl": "Polish", "pt": "Portuguese"},
    **{"ro": "Romanian", "ru": "Russian", "so": "Somali", "tr": "Turkish", "uk": "Ukrainian"},
    **{"ur": "Urdu", "zh": "Chinese"},
}
