//! Names for a plausible company: many scripts, right-to-left ones and emoji included.

/// First name, last name, IANA zone.
pub const NAMES: [(&str, &str, &str); 45] = [
    ("Aaliyah", "Johnson", "America/Chicago"),
    ("Akira", "山本", "Asia/Tokyo"),
    ("Alejandra", "Muñoz Peña", "America/Bogota"),
    ("Anaïs", "Lefèvre", "Europe/Paris"),
    ("Anke", "Grünewald-Weiß", "Europe/Berlin"),
    ("آرش", "حسینی", "Asia/Tehran"),
    ("Bao", "Nguyễn", "Asia/Ho_Chi_Minh"),
    ("Björk", "Guðmundsdóttir", "Atlantic/Reykjavik"),
    ("Chidi", "Ọ̀lábísí", "Africa/Lagos"),
    ("Ciarán", "Ó Súilleabháin", "Europe/Dublin"),
    ("דוד", "כהן", "Asia/Jerusalem"),
    ("Dilnoza", "Yusupova", "Asia/Tashkent"),
    ("Δημήτρης", "Παπαδόπουλος", "Europe/Athens"),
    ("Elif", "Yılmaz", "Europe/Istanbul"),
    ("Емилия", "Стоянова", "Europe/Sofia"),
    ("فاطمة", "الزهراء", "Africa/Cairo"),
    ("Florence 🌼", "Baker", "Europe/London"),
    ("გიორგი", "ბერიძე", "Asia/Tbilisi"),
    ("Gintarė", "Žukauskaitė", "Europe/Vilnius"),
    ("Հայկ", "Սարգսյան", "Asia/Yerevan"),
    ("Ingrid", "Ødegård", "Europe/Oslo"),
    ("João", "da Conceição", "America/Sao_Paulo"),
    ("Jiří", "Dvořák", "Europe/Prague"),
    ("김", "민준", "Asia/Seoul"),
    ("Kwame", "Mensah", "Africa/Accra"),
    ("Leilani", "Kaʻahumanu", "Pacific/Honolulu"),
    ("李", "小龙", "Asia/Shanghai"),
    ("Måns", "Åkesson", "Europe/Stockholm"),
    ("Mary-Jane", "O'Brien", "America/New_York"),
    ("မင်း", "ထွန်း", "Asia/Yangon"),
    ("नेहा", "शर्मा", "Asia/Kolkata"),
    ("Noé", "Tremblay", "America/Toronto"),
    ("Оксана", "Шевченко", "Europe/Kyiv"),
    ("Priya", "சுப்ரமணியன்", "Asia/Kolkata"),
    ("Quirin", "Huber", "Europe/Vienna"),
    ("Ramón", "Núñez", "America/Mexico_City"),
    ("สมชาย", "ใจดี", "Asia/Bangkok"),
    ("Siobhán", "Byrne", "Europe/Dublin"),
    ("Sørine", "Mikkelsen", "America/Nuuk"),
    ("Tjaša", "Župančič", "Europe/Ljubljana"),
    ("Ugo 🚀", "Rossi", "Europe/Rome"),
    ("Väinö", "Hämäläinen", "Europe/Helsinki"),
    ("Владимир", "Иванов", "Asia/Almaty"),
    ("Xochitl", "Hernández", "America/Mexico_City"),
    ("Zsófia", "Szűcs", "Europe/Budapest"),
];

/// Teams.
pub const TEAMS: [&str; 4] = [
    "Development Team",
    "Design Team",
    "Marketing Team",
    "Support Team",
];

/// Projects.
pub const PROJECTS: [&str; 12] = [
    "Website Redesign",
    "Mobile App 📱",
    "Data Warehouse",
    "客户门户",
    "Brand Refresh",
    "Payroll Migration",
    "פורטל לקוחות",
    "API v3",
    "Übersetzungen",
    "Customer Research",
    "Security Review",
    "Office Move",
];

/// Titles of tasks.
pub const TASKS: [&str; 8] = [
    "Plan the sprint",
    "Fix \"quotes\" & <tags>",
    "Review pull requests",
    "Écrire la documentation",
    "顧客との打ち合わせ",
    "Prepare the release ✅",
    "اختبار القبول",
    "Talk to support",
];

/// What was done.
pub const NOTES: [&str; 5] = [
    "Daily stand-up and code review",
    "Überarbeitung der Startseite",
    "Fixing \"quotes\" & <tags> ✅",
    "עבודה על התכונה החדשה",
    "Call with the customer",
];

/// How time was tracked.
pub const METHODS: [&str; 5] = [
    "Desktop tracker",
    "Web tracker",
    "Mobile tracker",
    "Extension tracker",
    crate::state::rows::MANUAL,
];
