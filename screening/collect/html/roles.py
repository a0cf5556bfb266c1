"""What well-known hosts are for, by registrable name; a small table from general knowledge, `; ` between names."""

from functools import cache
from typing import Final

_LABELS: Final = 4  # of the longest name below
ROLES: Final = {
    "payment": """
paypal.com; stripe.com; adyen.com; braintreegateway.com; checkout.com; worldpay.com; skrill.com; neteller.com
paysafecard.com; paysafe.com; ecopayz.com; payz.com; jeton.com; astropay.com; muchbetter.com; trustly.com; klarna.com
sofort.com; giropay.de; mollie.com; payeer.com; perfectmoney.com; perfectmoney.is; advcash.com; volet.com; webmoney.ru
qiwi.com; yoomoney.ru; yookassa.ru; robokassa.ru; interkassa.com; freekassa.com; freekassa.ru; unitpay.ru; paytm.com
razorpay.com; payu.com; payu.in; phonepe.com; cashfree.com; paystack.com; flutterwave.com; mercadopago.com
pagseguro.uol.com.br; iyzico.com; paytr.com; papara.com; midtrans.com; xendit.co; doku.com; omise.co; alipay.com
authorize.net; 2checkout.com; payoneer.com; squareup.com; square.site; ccbill.com; epoch.com; segpay.com; verotel.com
""",
    "crypto": """
coinbase.com; binance.com; coinpayments.net; nowpayments.io; coingate.com; bitpay.com; cryptomus.com; plisio.net
coinpayments.com; btcpayserver.org; blockchain.com; blockchain.info; trustwallet.com; metamask.io; walletconnect.com
walletconnect.org; tronscan.org; etherscan.io; bscscan.com; coinmarketcap.com; coingecko.com; kraken.com; bybit.com
okx.com; kucoin.com; huobi.com; htx.com; moonpay.com; changelly.com; changenow.io; coinremitter.com; oxapay.com
""",
    "ad-network": """
doubleclick.net; googlesyndication.com; googleadservices.com; adnxs.com; taboola.com; outbrain.com; criteo.com
criteo.net; adroll.com; amazon-adsystem.com; pubmatic.com; rubiconproject.com; openx.net; popads.net; popcash.net
propellerads.com; adsterra.com; exoclick.com; exosrv.com; juicyads.com; trafficjunky.com; trafficjunky.net
trafficstars.com; tsyndicate.com; adcash.com; mgid.com; revcontent.com; hilltopads.net; hilltopads.com; clickadu.com
ero-advertising.com; plugrush.com; realsrv.com; magsrv.com; tsrv.com; adform.net; yandexadexchange.net; a-ads.com
coinzilla.com; bitmedia.io; media.net; ampproject.net; adtng.com
clickadilla.com; monetag.com; highperformanceformat.com
""",
    "affiliate": """
awin1.com; awin.com; shareasale.com; cj.com; anrdoezrs.net; dpbolvw.net; jdoqocy.com; tkqlhce.com; kqzyfj.com
clickbank.net; impact.com; sjv.io; pxf.io; linksynergy.com; tradedoubler.com; zanox.com; admitad.com; alitems.com
cityads.com; partnerize.com; prf.hn; flexoffers.com; avantlink.com; viglink.com; skimresources.com; amzn.to
incomeaccess.com; cellxpert.com; netrefer.com; myaffiliates.com; affilka.com; raventrack.com; mediaroosters.com
go2cloud.org; hasoffers.com; everflow.io; voluum.com; binom.org; crakrevenue.com; gamblingaffiliatevoice.com
""",
    "analytics": """
google-analytics.com; googletagmanager.com; hotjar.com; hotjar.io; clarity.ms; matomo.cloud; mixpanel.com; segment.com
segment.io; amplitude.com; heap.io; heapanalytics.com; fullstory.com; mouseflow.com; statcounter.com; histats.com
mc.yandex.ru; mc.yandex.com; top.mail.ru; liveinternet.ru; counter.yadro.ru; hm.baidu.com; cnzz.com
umeng.com; 51.la; plausible.io; simpleanalytics.com; quantserve.com; scorecardresearch.com; cloudflareinsights.com
newrelic.com; nr-data.net; sentry.io; connect.facebook.net; analytics.tiktok.com; appsflyer.com; adjust.com; adjust.io
""",
    "game-provider": """
pragmaticplay.net; pragmaticplay.com; evolution.com; evo-games.com; evolutiongaming.com; netent.com; playngo.com
playngonetwork.com; microgaming.com; gameassists.co.uk; playtech.com
betsoft.com; betsoftgaming.com; yggdrasilgaming.com
bgaming.com; bgaming-network.com; softswiss.com; softswiss.net; spribe.co; spribegaming.com; hacksawgaming.com
nolimitcity.com; relaxg.com; relaxgaming.com; pushgaming.com
elk-studios.com; thunderkick.com; quickspin.com; wazdan.com
endorphina.com; igrosoft.com; amatic.com; egt-digital.com; egt.com; novomatic.com; greentube.com; habanerosystems.com
jiligames.com; pgsoft.com; pg-demo.com; pgsoft-games.com; cq9gaming.com; jdbgaming.com; spadegaming.com; joker123.net
ezugi.com; vivogaming.com; betconstruct.com; betgames.tv; tvbet.tv; kambi.com; kambicdn.org; altenar.com; digitain.com
sportradar.com; betradar.com; sbtech.com; everymatrix.com; slotegrator.com; hub88.io; 1x2network.com; isoftbet.com
redtiger.com; booming-games.com; gamzix.com; smartsoftgaming.com; kagaming.com; fachaigaming.com; saba.com; sbobet.com
""",
    "social": """
facebook.com; instagram.com; twitter.com; x.com; tiktok.com; youtube.com; youtu.be; linkedin.com; pinterest.com
reddit.com; vk.com; ok.ru; weibo.com; threads.net; snapchat.com; tumblr.com; medium.com; twitch.tv; rutube.ru; dzen.ru
bsky.app; xing.com; line.me; zalo.me; kakao.com; naver.com; douyin.com; xiaohongshu.com; quora.com; flickr.com
""",
    "messenger": """
t.me; telegram.me; telegram.org; wa.me; whatsapp.com; m.me
messenger.com; viber.com; signal.org; signal.me; discord.gg
discord.com; skype.com; wechat.com; weixin.qq.com; tawk.to
livechatinc.com; livechat.com; jivosite.com; jivo.ru; crisp.chat
zopim.com; zendesk.com; intercom.io; intercom.com; smartsupp.com; chatra.io; olark.com; drift.com; lin.ee
""",
    "app-store": """
play.google.com; apps.apple.com; itunes.apple.com; appgallery.huawei.com; galaxystore.samsung.com; rustore.ru
apps.microsoft.com; apkpure.com; apkcombo.com; testflight.apple.com; uptodown.com
""",
    "cdn": """
cloudflare.com; cdnjs.com; jsdelivr.net; unpkg.com; googleapis.com; gstatic.com; bootstrapcdn.com; jquery.com
fontawesome.com; typekit.net; fonts.net; cloudfront.net; akamaihd.net
akamaized.net; fastly.net; fastly.com; b-cdn.net
bunny.net; bunnycdn.com; azureedge.net; stackpathcdn.com; kxcdn.com; imgix.net; cloudinary.com; wp.com; gravatar.com
shopifycdn.com; wixstatic.com; parastorage.com; squarespace-cdn.com
bootcss.com; staticfile.org; amazonaws.com; polyfill.io
""",
}


def known_as(host: str) -> tuple[str, str]:
    """What a host is for and the name under which it is known, both "" where it is not.

    Args:
        host: lower case, any.
    """
    labels = host.split(".")[-_LABELS:]
    names = (".".join(labels[at:]) for at in range(len(labels) - 1))
    return next(((_table()[name], name) for name in names if name in _table()), ("", ""))


@cache
def _table() -> dict[str, str]:
    return {
        name: role for role, names in ROLES.items() for line in names.strip().splitlines() for name in line.split("; ")
    }
