"""What the pages of the box say: titles, menus and sentences; {brand}, {city} and {n} are filled in."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Text:
    """One kind of page; titles, menu and sentences are separated by lines."""

    language: str
    titles: str
    menu: str
    sentences: str


BANNED: Final = {
    "casino-en": Text(
        "en",
        "{brand} - Online Casino, Slots & Live Dealer\n{brand} Casino: {n} Free Spins for New Players",
        "Slots\nLive Casino\nTable Games\nJackpots\nPromotions\nVIP Club",
        """Welcome to {brand}, the online casino where more than {n} slots are waiting for you day and night.
Claim your welcome bonus today: a 200% match on your first deposit plus {n} free spins on the house.
Take a seat at our live casino and play roulette, blackjack and baccarat with real dealers in HD.
Our progressive jackpots have paid more than {n},000 euros since January, and the next winner could be you.
Wagering requirements of 35x apply to the deposit bonus and to all winnings from free spins.
Deposit by card, e-wallet or bitcoin and enjoy fast payouts within the hour, at any time of the day.
Join the VIP club for weekly cashback, a personal host and invitations to our slot tournaments.
New games from all the great studios come in every Friday, from fruit machines to megaways.
Register in one minute, make your minimum deposit of 10 euros and spin to win.
Mobile players find the same lobby on every phone, no download needed.
{brand} is licensed and regulated by the gaming authority of Curacao under number 8048/{n}.
18+ only. Gambling can be addictive, please play responsibly. BeGambleAware.org. T&Cs apply.""",
    ),
    "casino-de": Text(
        "de",
        "{brand} Online Casino - Spielautomaten & Freispiele\n{brand}: Das Echtgeld Casino mit {n} Freispielen",
        "Spielautomaten\nLive Casino\nRoulette\nBlackjack\nAktionen\nVIP",
        """Willkommen bei {brand}, dem Online Casino mit mehr als {n} Spielautomaten und Tischspielen um Echtgeld.
Sichern Sie sich den Willkommensbonus: 100 % auf die erste Einzahlung bis 500 Euro und dazu {n} Freispiele.
Im Live Casino drehen echte Croupiers das Roulette, und am Blackjack-Tisch ist immer ein Platz frei.
Der Jackpot steht heute bei {n}.000 Euro, und jeden Tag fallen kleinere Gewinne an unsere Spieler.
Die Umsatzbedingungen: Bonus und Einzahlung müssen 35-mal umgesetzt werden, bevor eine Auszahlung möglich ist.
Einzahlungen ab 10 Euro gehen mit Karte, Sofortüberweisung oder Bitcoin, Auszahlungen dauern nur wenige Stunden.
Im VIP-Programm gibt es Cashback, einen persönlichen Betreuer und Einladungen zu Slot-Turnieren.
Jede Woche kommen neue Slots hinzu, von klassischen Walzen bis zu Megaways und Bonus-Buy-Spielen.
Melden Sie sich in einer Minute an und spielen Sie sofort auf dem Handy, ganz ohne Download.
Wer lieber wettet, findet bei uns auch Sportwetten mit hohen Quoten und Live-Wetten auf alle Ligen.
{brand} ist lizenziert durch die Glücksspielbehörde von Curacao, Nummer 8048/{n}.
Teilnahme ab 18 Jahren. Glücksspiel kann süchtig machen. Spielen Sie verantwortungsbewusst.""",
    ),
    "casino-es": Text(
        "es",
        "{brand} Casino Online - Tragaperras y Ruleta en Vivo\n{brand}: casino en línea con {n} giros gratis",
        "Tragaperras\nCasino en vivo\nRuleta\nBlackjack\nApuestas deportivas\nPromociones",
        """Bienvenido a {brand}, el casino online con más de {n} tragaperras y juegos de mesa con dinero real.
Reclama tu bono de bienvenida: 100 % en tu primer depósito hasta 500 euros y además {n} giros gratis.
En el casino en vivo te esperan crupieres reales en la ruleta, el blackjack y el bacará, día y noche.
El jackpot progresivo está hoy en {n}.000 euros y cada hora caen premios más pequeños.
Requisitos de apuesta de 35 veces el bono y el depósito antes de poder retirar las ganancias.
Deposita desde 10 euros con tarjeta, monedero electrónico o bitcoin y retira tus ganancias en pocas horas.
Únete al club VIP y recibe cashback semanal, un anfitrión personal e invitaciones a torneos de slots.
También tenemos apuestas deportivas con las mejores cuotas y apuestas en vivo en todas las ligas.
Regístrate en un minuto y juega desde el móvil sin descargar nada.
Cada viernes llegan nuevas tragamonedas de los mejores estudios del mundo.
{brand} tiene licencia de juego de Curazao con el número 8048/{n}.
Solo mayores de 18 años. El juego puede crear adicción. Juega con responsabilidad.""",
    ),
    "casino-ru": Text(
        "ru",
        "{brand} - онлайн казино, игровые автоматы на деньги\n{brand} казино: {n} фриспинов за регистрацию",
        "Игровые автоматы\nЛайв казино\nРулетка\nТурниры\nБонусы\nЗеркало",
        """Добро пожаловать в онлайн казино {brand}, где {n} игровых автоматов на реальные деньги ждут круглосуточно.
Получите приветственный бонус: 100 % на первый депозит и {n} фриспинов сразу после регистрации.
В лайв казино настоящие дилеры ведут рулетку, блэкджек и баккарат в прямом эфире.
Прогрессивный джекпот сегодня составляет {n}000 евро, и следующим победителем можете стать вы.
Вейджер на бонус составляет 35, после отыгрыша выигрыш можно вывести без ограничений.
Минимальный депозит 500 рублей, вывод средств на карту, кошелёк или в криптовалюте за несколько минут.
Если сайт заблокирован, используйте рабочее зеркало казино, оно всегда доступно нашим игрокам.
Для постоянных игроков действует программа лояльности с кэшбэком и личным менеджером.
Каждую неделю проходят турниры по слотам с призовым фондом и бесплатными вращениями.
Играйте бесплатно в демо режиме или делайте ставки на деньги с телефона без скачивания.
Казино {brand} работает по лицензии Кюрасао номер 8048/{n}.
Только для лиц старше 18 лет. Играйте ответственно.""",
    ),
    "casino-id": Text(
        "id",
        "{brand}: Situs Slot Gacor Hari Ini Gampang Menang\n{brand} - Daftar Slot Online Resmi RTP Live",
        "Slot\nLive Casino\nTogel\nSportsbook\nTembak Ikan\nPromosi",
        """{brand} adalah situs slot gacor terpercaya dengan {n} permainan slot online dan RTP live tertinggi.
Bonus new member 100 persen langsung di depan untuk setiap pemain yang daftar sekarang juga.
Deposit QRIS, DANA, OVO dan pulsa tanpa potongan dengan minimal deposit 10rb saja.
Mainkan slot dari Pragmatic, PG Soft dan Habanero yang gampang menang dan mudah maxwin setiap hari.
Bandar togel online resmi dengan pasaran togel terlengkap, toto macau dan hadiah 4D terbesar.
Link alternatif {brand} selalu aktif sehingga pemain bisa login kapan saja tanpa VPN.
Bonus cashback dan bonus rollingan dibagikan setiap minggu kepada semua anggota setia.
Taruhan bola, mix parlay dan sabung ayam juga tersedia dengan pasaran terbaik.
Proses withdraw cepat, hanya dua menit, berapa pun jackpot yang anda menangkan.
Pola gacor dan jam gacor dibagikan setiap pagi oleh admin kami di grup resmi.
Customer service kami siap membantu 24 jam melalui live chat dan WhatsApp.
Daftar akun sekarang, klaim free spin sebanyak {n} kali dan rasakan scatter pertama anda.""",
    ),
    "betting-en": Text(
        "en",
        "{brand} Sportsbook - Live Betting & Best Odds\n{brand}: Sports Betting with {n} Markets a Day",
        "Football\nTennis\nHorse Racing\nIn-Play\nBet Slip\nPromotions",
        """{brand} brings you sports betting with the best odds on football, tennis, basketball and horse racing.
Open your account and bet 10 euros to get a free bet of 30 euros on any league you like.
Follow the match and place your bets in-play, with {n} live betting markets every single day.
Build an accumulator on your bet slip and enjoy an acca boost of up to 70 percent.
Our betting tips and statistics help you find value before the odds move against you.
Cash out your bets early when the game turns, with one tap on any phone.
Enhanced odds are published every morning for the matches that everybody talks about.
Virtual sports and esports are open day and night, with a new race every three minutes.
Deposit by card, transfer or crypto; fast payouts are processed within the hour.
New customers only. Minimum deposit 10 euros, minimum odds 1.50, wagering applies.
{brand} is licensed and regulated by the gaming commission under number {n}.
18+ only. Please gamble responsibly. Self-exclusion is available in your account settings.""",
    ),
    "adult-en": Text(
        "en",
        "{brand} - Free Porn Videos in HD\n{brand} Tube: XXX Videos and Live Cams",
        "Amateur\nMILF\nLesbian\nHardcore\nCategories\nLive Cams",
        """{brand} is the porn tube with more than {n} thousand free porn videos, all of them in full HD.
Watch free porn every day: new xxx videos are uploaded each hour by studios and amateurs.
Choose your porn categories: amateur, milf, lesbian, hardcore, interracial, fetish and many more.
The hottest pornstars have their own channels here, with full length porn movies and nude pics.
Members may rate sex videos, keep favourites and comment on every scene.
Live sex is only a click away: cam girls are online now for a private show.
Get free tokens when you register for adult chat with nude models.
Premium members see hd porn without advertisements on every device they own.
Upload your own amateur porn and earn money with every thousand views.
Our players work on all phones, and no download is needed to watch sex movies.
All models were at least 18 years old when they were filmed; records are kept according to 18 U.S.C. 2257.
This website contains nudity and explicit content. You must be over 18 to enter.""",
    ),
    "hyip-en": Text(
        "en",
        "{brand} - Bitcoin Investment Platform with Daily Profit\n{brand}: Our Investment Plans, Instant Withdrawals",
        "Home\nInvestment Plans\nReferral Program\nFAQ\nLogin\nBecome an Investor",
        """{brand} is a registered company whose team of traders earns stable income on the crypto markets.
Starter plan: 2.5% daily for 60 days, minimum deposit 25 dollars, maximum deposit 999 dollars, principal back.
Gold plan: 4% daily for 45 days, minimum deposit 1000 dollars, daily profit paid every calendar day.
VIP plan: 150% after 5 days, minimum deposit 5000 dollars, principal included in profit.
Instant withdrawals are processed to your bitcoin wallet around the clock without any fee.
Our referral commission has three levels: 7% - 3% - 1% of every deposit of your partners.
Guaranteed profit and zero risk: all capital is insured and kept in cold storage.
The platform is secured by DDoS protection, SSL encryption and a licensed script.
Already {n} investors trust us and more than {n},000 dollars have been paid out.
Start earning passive income today and let our AI trading bot work while you sleep.
Officially registered at Companies House under number 0{n}71 with an office in London.
Payments are accepted in Bitcoin, USDT TRC20, Ethereum and Perfect Money.""",
    ),
}

BENIGN: Final = {
    "florist": Text(
        "en",
        "{brand} Flowers, {city}\n{brand} - your florist in {city}",
        "Bouquets\nWeddings\nFunerals\nDelivery\nContact",
        """{brand} has been the flower shop on the market square of {city} for {n} months and a little longer.
We tie every bouquet by hand from what the growers of the region bring us before dawn.
In spring that means tulips, ranunculus and sweet peas; in autumn dahlias and late roses.
For weddings we visit the venue with you, talk about colours and make a sample arrangement.
Funeral wreaths are made with care and brought to the chapel an hour before the service.
Order before noon and our bicycle courier delivers within the town on the same day.
Pot plants are repotted free of charge if you buy the soil from us.
On the first Saturday of each month we teach a small class in the back of the shop.
Our vases come from a potter two streets away, and no two of them are alike.
Flowers last longer if you cut the stems at an angle and change the water every other day.
We are open from Tuesday to Saturday, nine to six, and closed on public holidays.
Call us or write a note, and we will gladly put something aside for you.""",
    ),
    "bakery": Text(
        "de",
        "Bäckerei {brand}, {city}\n{brand} - Brot aus dem Steinofen in {city}",
        "Brot\nKuchen\nFiliale\nÖffnungszeiten\nKontakt",
        """Die Bäckerei {brand} backt seit drei Generationen Brot im Steinofen, mitten in {city}.
Unser Sauerteig ruht vierundzwanzig Stunden, bevor er geformt und auf Buchenholz gebacken wird.
Das Mehl kommt aus einer Mühle im Nachbarort, die nur Getreide aus der Gegend mahlt.
Am Morgen gibt es Brötchen, Brezeln und Hörnchen, ab zehn Uhr Blechkuchen und Torten.
Für Geburtstage und Hochzeiten backen wir nach Ihren Wünschen, bitte bestellen Sie drei Tage vorher.
Am Freitag ist Roggentag: dann kommen kräftige Laibe mit Kümmel und Koriander aus dem Ofen.
Was am Abend übrig ist, geht an die Tafel, denn Brot wirft man nicht weg.
Wir bilden aus und suchen für den Herbst eine Auszubildende oder einen Auszubildenden.
Im kleinen Café neben dem Laden gibt es Frühstück und hausgemachte Marmelade.
Alle Zutaten und Allergene hängen im Laden aus, und wir geben gern Auskunft.
Geöffnet ist von Montag bis Samstag ab sechs Uhr, am Sonntag von acht bis elf.
Rufen Sie uns an oder kommen Sie vorbei, wir freuen uns auf Ihren Besuch.""",
    ),
    "plumber": Text(
        "en",
        "{brand} Plumbing & Heating, {city}\n{brand} - plumbers in {city} and around",
        "Repairs\nBathrooms\nHeating\nPrices\nContact",
        """{brand} repairs pipes, taps, boilers and drains in {city} and within twenty kilometres of it.
A burst pipe cannot wait, so somebody answers our telephone at night and on Sundays as well.
Before we start you get a written price, and that price is what you pay at the end.
Bathrooms are planned with you at the kitchen table and finished in about two weeks.
We service gas boilers once a year and keep a record, so that the guarantee stays valid.
Heat pumps are our youngest trade: we measure the house first and say honestly whether it pays.
All of our {n} jobs of last year were done by our own people, never by subcontractors.
Small advice for winter: empty the garden tap before the first frost comes.
If the water pressure drops slowly, a clogged strainer is often the reason, and you can clean it yourself.
We carry the usual spare parts in the van, which saves you a second visit.
Invoices may be paid by transfer within fourteen days, without any surcharge.
Write to us with a photograph of the trouble and we will call you back today.""",
    ),
    "blog": Text(
        "en",
        "{brand}: notes from {city}\n{brand} - a walking diary",
        "Diary\nWalks\nBooks\nAbout",
        """I began this diary after moving to {city}, mostly to remember which paths were worth a second walk.
Today the river was high and brown, and the herons stood in the meadow instead of the shallows.
The path along the old railway is dry again, although two bridges are still closed for repairs.
I met a man who repairs clocks and has walked the same round every morning for forty years.
At home I read about maps of the eighteenth century and how surveyors measured hills with chains.
The bookshop near the station sells the reprints, and the owner lends out her own copies.
For lunch there was soup from the garden, with the last beans and too much pepper.
Next week I want to follow the stream up to its spring, if the weather allows.
A reader asked about shoes: mine are plain leather boots, greased twice a year.
The photographs of the mill are on the second page, taken with the light behind me.
In the evening the bells rang for a quarter of an hour and nobody could tell me why.
Thank you for the {n} letters of this year; I answer all of them, though slowly.""",
    ),
}

NEWS: Final = (
    "The council of {city} voted to widen the cycle path along the canal, and work begins after the summer holidays.",
    "A storm felled {n} trees in the town forest; walkers are asked to keep to the main roads until they are cleared.",
    "The library extends its opening hours and lends musical instruments from next month.",
    "Pupils of the upper school won the regional chess tournament for the third year in a row.",
    "The bridge at the mill is closed for repairs, and buses go round by the hospital.",
    "A bakery from the old town was honoured for its rye bread by the guild of the province.",
    "The fire brigade rescued a dog from a drain and returned it to its grateful owner.",
    "Farmers expect a good harvest of apples after a mild spring with hardly any frost.",
    "The museum opens an exhibition on river shipping, with {n} models lent by private collectors.",
    "Volunteers planted hedges beside the railway to give shelter to birds and hares.",
    "The water works replaces pipes in three streets, and residents will be told a week before.",
    "The theatre presents a comedy with amateur actors, and the first night is sold out.",
    "A new clinic for physiotherapy has moved into the former post office on the square.",
    "The swimming pool stays open until nine in the evening while the heat lasts.",
    "The choir of {city} looks for tenors and promises patience to beginners.",
    "Traffic lights at the station will be replaced by a roundabout within two years.",
    "The weekly market moves to the car park while the square gets new cobblestones.",
    "An engineer from the town has been awarded a prize for a quieter wind turbine.",
)

NOTHING: Final = {
    "parked": "<title>{host}</title><h1>{host}</h1><p>This domain is parked free, courtesy of the registrar.</p>"
    "<ul><li><a href='/?q=1'>Insurance</a><li><a href='/?q=2'>Car hire</a><li><a href='/?q=3'>Hotels</a></ul>"
    "<p>Sponsored listings displayed above are served automatically by a third party.</p>",
    "for-sale": "<title>{host} is for sale</title><h1>The domain {host} is for sale!</h1>"
    "<p>Make an offer on this domain or buy it now. Buyer protection, transfer within a day.</p>",
    "nginx": "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server "
    "is successfully installed and working. Further configuration is required.</p>"
    "<p><em>Thank you for using nginx.</em></p>",
    "blank": "",
    "soon": "<title>{host}</title><h1>Under construction</h1>"
    "<p>Our new website is being built. Please come back soon.</p>",
}

BRANDS: Final = (
    "Aurelia",
    "Belmonte",
    "Corvina",
    "Dorado",
    "Emberly",
    "Fontana",
    "Galena",
    "Harrow",
    "Isolde",
    "Juniper",
)
CITIES: Final = (
    "Wellingham",
    "Ostrava",
    "Lindau",
    "Marburg",
    "Norwich",
    "Vejle",
    "Cahors",
    "Toledo",
    "Bergamo",
    "Leiden",
)
