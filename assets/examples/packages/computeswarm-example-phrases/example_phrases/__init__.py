"""How people say hello."""

HELLO = {
    "English": "Hello",
    "Arabic": "مرحبا",
    "Czech": "Ahoj",
    "French": "Bonjour",
    "German": "Hallo",
    "Greek": "Γεια",
    "Hindi": "नमस्ते",
    "Japanese": "こんにちは",
    "Spanish": "Hola",
    "Swahili": "Habari",
    "Turkish": "Merhaba",
    "Ukrainian": "Привіт",
}
