"""By what the software of a site is known, `name: mark; mark`, lower case. Data for technology."""

# Parts of the addresses that a page is made of.
IN_ADDRESSES = """
wordpress: /wp-content/; /wp-includes/; /wp-json/; /wp-emoji-release
woocommerce: /plugins/woocommerce/; wc-ajax=
elementor: /plugins/elementor/
divi: /themes/divi/
joomla: /media/jui/; /components/com_; /media/system/js/; option=com_
drupal: /sites/default/files/; /core/misc/drupal; /misc/drupal.js; /sites/all/modules/
typo3: /typo3temp/; /typo3conf/; /fileadmin/
magento: /static/version; /skin/frontend/; /mage/; requirejs-config
prestashop: /modules/ps_; /themes/classic/assets/; prestashop
opencart: index.php?route=; catalog/view/
shopify: cdn.shopify.com; /cdn/shop/; .myshopify.com
bigcommerce: bigcommerce.com
shopware: /bundles/storefront/; shopware
ecwid: app.ecwid.com
shoptet: cdn.myshoptet.com
tiendanube: tiendanube.com; nuvemshop.com
bitrix: /bitrix/js/; /bitrix/templates/; /bitrix/cache/
modx: /assets/components/
dle: /engine/classes/; /engine/ajax/
ucoz: ucoz.net; .ucoz.
insales: insales.ru
tilda: tildacdn.com; tildacdn.net
wix: static.wixstatic.com; parastorage.com; siteassets.parastorage
squarespace: static1.squarespace.com; squarespace-cdn.com
webflow: website-files.com; assets.website-files; webflow.com; webflow.js
weebly: cdn2.editmysite.com; weebly.com
jimdo: jimstatic.com; jimdo
godaddy-builder: img1.wsimg.com
duda: dudamobile.com; multiscreensite.com; irp.cdn-website.com
blogger: blogger.com; bp.blogspot.com; blogblog.com
ghost: /ghost/api/; ghost.org
framer: framerusercontent.com
google-sites: sites.google.com
strikingly: strikinglycdn.com
carrd: carrd.co
tumblr: assets.tumblr.com
discuz: static/js/common.js?; forum.php?mod=
phpbb: /styles/prosilver/; viewtopic.php?
vbulletin: vbulletin
xenforo: /js/xf/
moodle: /theme/yui_combo.php; /lib/javascript.php
mediawiki: /load.php?; /w/index.php
next.js: /_next/static/
nuxt: /_nuxt/
gatsby: /page-data/; gatsby
laravel: /livewire/livewire; /vendor/livewire/; /build/assets/app-
angular: runtime.; polyfills.
react: react-dom; /static/js/main.
vue: vue.min.js; vue.global; /vue@; /js/chunk-vendors
jquery: jquery
bootstrap: bootstrap.min.; bootstrap.bundle
thinkphp: /static/admin/; thinkphp
layui: layui
gold-coders: ?a=signup; ?a=cust&; ?a=support; ?a=rateus
hyiplab: /assets/templates/bit_gold; /assets/templates/neo_dark; /assets/templates/hyip; hyiplab; /invextry/
h-script: h-script; hscript
rocket-hyip: rockethyip; /hyip_; hyip-
viser-casino: xaxino; /casinous/; /assets/templates/casino
softswiss: softswiss
betconstruct: betconstruct; /swarm; springbuilder; spring-
everymatrix: everymatrix; /_ew/; om-widget
slotegrator: slotegrator; apigrator
altenar: altenar; biatiroyal
digitain: digitain
kambi: kambicdn; /kambi
sportradar: sportradar.com; widgets.sir.
pragmatic-play: pragmaticplay
evolution: evo-games; evolutiongaming
pg-soft: pgsoft; pg-demo
bgaming: bgaming
spribe: spribe
netent: netent
playtech: playtech
btobet: btobet
nuxgame: nuxgame; nux.game
gamblio: bt-renderer; sptpub.com
casino-lobby: /slot-games/; /live-casino/; /slots/provider/
adult-tube: kernel_team_scripts; /kvs/; kt_player; mechbunny; /player/kt_
fluid-player: fluidplayer
chaturbate-embed: chaturbate.com/in; chaturbate.com/affiliates
"""

# What `generator` says.
IN_GENERATOR = """
wordpress: wordpress
woocommerce: woocommerce
elementor: elementor
divi: divi
joomla: joomla
drupal: drupal
typo3: typo3
magento: magento
prestashop: prestashop
opencart: opencart
shopify: shopify
shopware: shopware
shoptet: shoptet
bitrix: bitrix
modx: modx
dle: datalife engine
ucoz: ucoz
wix: wix.com
squarespace: squarespace
webflow: webflow
weebly: weebly
jimdo: jimdo
godaddy-builder: godaddy; go daddy; starfield technologies
hostinger-builder: hostinger
blogger: blogger
ghost: ghost
framer: framer
site-pro: site.pro
mobirise: mobirise
hugo: hugo
jekyll: jekyll
gatsby: gatsby
next.js: next.js
nuxt: nuxt
astro: astro
docusaurus: docusaurus
vuepress: vuepress
discuz: discuz
phpwind: phpwind
dedecms: dedecms
empirecms: empirecms
phpcms: phpcms
vbulletin: vbulletin
xenforo: xenforo
mediawiki: mediawiki
gold-coders: gold coders; goldcoders
hyiplab: hyiplab
"""

# `server`, `x-powered-by`, `x-generator`, `via` and their like, and the names of headers that only one sends.
IN_HEADERS = """
nginx: server: nginx
openresty: server: openresty
apache: server: apache
litespeed: server: litespeed
iis: server: microsoft-iis
caddy: server: caddy
tengine: server: tengine
envoy: server: envoy
gunicorn: server: gunicorn
cloudflare: server: cloudflare
ddos-guard: server: ddos-guard
sucuri: server: sucuri; x-sucuri-id:
akamai: server: akamai
vercel: server: vercel; x-vercel-id:
netlify: server: netlify; x-nf-request-id:
github-pages: server: github.com
fly.io: server: fly/
wix: server: pepyaka; x-wix-request-id:
squarespace: server: squarespace
shopify: x-shopid:; x-shopify-stage:; x-sorting-hat-shopid:
php: x-powered-by: php
asp.net: x-powered-by: asp.net; x-aspnet-version:; x-aspnetmvc-version:
express: x-powered-by: express
next.js: x-powered-by: next.js; x-nextjs-cache:
plesk: x-powered-by: plesk; x-powered-by: plesklin
wordpress: x-powered-by: wordpress; x-pingback:; x-wp-total:
drupal: x-generator: drupal; x-drupal-cache:; x-drupal-dynamic-cache:
typo3: x-typo3-parsetime:
magento: x-magento-tags:; x-magento-cache-debug:
laravel: x-powered-by: laravel
varnish: x-varnish:
bitrix: x-powered-cms: bitrix
tilda: x-tilda-server:
incapsula: x-iinfo:; x-cdn: incapsula; x-cdn: imperva
cloudfront: x-amz-cf-id:
"""

# Names of cookies that are set, from their beginning.
IN_COOKIES = """
php: phpsessid
asp.net: asp.net_sessionid; .aspnetcore
java: jsessionid
laravel: laravel_session
codeigniter: ci_session
django: csrftoken
express: connect.sid
rails: _rails
magento: mage-; form_key
prestashop: prestashop-
opencart: ocsessid
shopify: _shopify_
bitrix: bitrix_sm_
wordpress: wordpress_; wp_
woocommerce: woocommerce_; wp_woocommerce
gold-coders: hyip_; gc_hyip
cloudflare: __cf_bm; cf_clearance
incapsula: visid_incap; incap_ses
ddos-guard: __ddg
datadome: datadome
perimeterx: _px
imunify: i360_
"""

# In addresses and scripts of challenges; they mean a wall only where a page shows hardly anything beside them.
CHALLENGES = """
cloudflare: _cf_chl_opt; /orchestrate/chl_; challenges.cloudflare.com
incapsula: _incapsula_resource
datadome: captcha-delivery.com
perimeterx: px-captcha; px-cdn.net; px-cloud.net; _pxappid
aws-waf: awswaf.com; awswafintegration
ddos-guard: /.well-known/ddos-guard; check.ddos-guard.net
hcaptcha: hcaptcha.com
kasada: /ips.js?; kpsdk
geetest: geetest.com
sucuri: sucuri_cloudproxy
vercel: /.well-known/vercel/security
testcookie: slowaes.decrypt
"""
