"""Japanese requests and small talk. There are no spaces: what a clause ends with says most."""

import re
from collections.abc import Sequence

LAUGHTER = re.compile(r"(?:[wW]+|[笑草]+|（笑）|\(笑\))(?=$|[\s。、！!？?])")
CALLS = re.compile(r"(?:easel|イーゼル)さん|みなさん|皆さん|みんな|イーゼル|easel", re.IGNORECASE)
FILLERS = re.compile(
    r"^(?:じゃあ|じゃ|では|次は|次に|今度は|あと|それと|うーん|えっと|ねえ|ok|オッケー)[、\s]*"
)


def _each(phrases: str) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, phrases.split()))


# Phrases are tried one by one, not as one expression that repeats: some people write them a hundred
# times, and an expression that may take the same letters in two ways would try 2**100 ways.
GREETINGS = _each(
    r"""
    こんにちは こんにちわ こんばんは おはよ(?:う|ー)?(?:ございます)? やあ もしもし はじめまして
    どうも ども ハロー おっす よろしく(?:お願いします|ね)?"""
)
ADDRESSED = GREETINGS + _each(  # people say these to each other; with a name they are talk
    r"""
    (?:ほんとに|本当に)?ありがと(?:う|ー)?(?:ございます|ございました|ね)? サンキュー?
    感謝(?:です|します)? ナイス(?:です)? お見事(?:です)? さすが(?:です)?
    おめでとう(?:ございます)? お疲れ(?:様|さま)?(?:です|でした)? おつ おやすみ(?:なさい)? またね
    じゃあね バイバイ おかえり(?:なさい)?"""
)
SAID = ADDRESSED + _each(
    r"""
    助かり(?:ます|ました) すごい すげ[えー]? すごすぎ やば[いっ]? やばすぎ 最高(?:です|かよ)?
    かわいい 可愛い かっこいい きれい 綺麗 素敵 神 天才 うける ウケる おもしろい 面白い 笑った
    爆笑 好き 大好き めっちゃ 超 いいね いい感じ なるほど たしかに 確かに それな わかる 分かる
    りょ 了解(?:です|しました)? うん はい いいえ いや ええ まじ マジ まじか マジか ほんと 本当
    うそ 嘘 おお+ わあ+ あー+あ? ああ+ へ[えー]+ ふ[むーん]+ お[ーっ]+ さようなら ただいま
    いってきます ごめん(?:なさい|ね)? すみません すいません 失礼しました 誤爆(?:しました)?
    間違えました チャンネル間違えました ドンマイ 待って ちょっと待って ですね? だね? よね?
    な[あー]? です か"""
)
_HONORIFIC = r"(?:さん|ちゃん|くん|君|様|さま|先輩|先生)"
_CALLED = re.compile(rf"\w{{1,10}}{_HONORIFIC}")  # a name as people are called by it
_NAME = re.compile(rf"{_CALLED.pattern}|[ァ-ヶー]{{1,8}}|[A-Za-z]{{2,12}}")
_LONGEST_NAMED = 40  # letters of a clause with a name
ABOUT = re.compile(
    r"(?:何|なに)[がを]?(?:でき|出来)|(?:何|なに)(?:を)?(?:描|か)け(?:る|ます)|いくら(?:です|なの|かか|する|[?？]|$)|いくら使|料金|値段|有料|無料(?:です|なの|で使|[?？])"
    r"|商用|お金.{0,3}(?:かか|いる|必要|取)|使い方|使いかた|どうやって使|どう使|(?:あなた|君)(?:は|って)(?:誰|だれ|何|なに|AI|ボット|人間)"
    r"|(?:AI|ボット)(?:ですか|なの)|ヘルプ|^助けて|何枚まで|日本語(?:わかる|分かる|できる)|誰が作ったボット|コマンド(?:は|一覧|教えて)"
)
WAITS = re.compile(
    r"(?:待|まっ|見|(?<!て)み|聞い|助け|教え|おしえ|落ち着い|頑張っ|がんばっ|やめ|許し|信じ|笑っ|生き|貼っ|誘っ|来|って|っ)て(?:ください|くれ|ほしい|欲しい|ね|よ)?$"
    r"|^誰か|くて$|[てで]くる$"
)
CHANGES = re.compile(
    r"(?:[いきしちにりえけせてねべめれげぜでっん]|出|見せ|寝|着)[てで](?:ください|下さい|くださーい|ほしい(?:です|な)?|欲しい(?:です|な)?|くれ(?:る|ない|ます|ません|たら)?(?:か)?"
    r"|もらえ(?:る|ます|ない|ません)(?:か)?|(?:頂|いただ)け(?:る|ます|ません)(?:か)?|みて|ちょうだい|頂戴|お願い(?:します)?|頼む|おくれ|ね)?$"
    r"|(?<!よろしく)(?:お願い|おねがい)(?:します|いたします)?$|(?:追加|削除|変更|希望|消去|反転|拡大|縮小|修正)(?:お願いします|で)?$"
    r"|ください$|下さい$|(?:しよう|試そう|みよう)(?:か)?$|(?:描|変え|消|付け|つけ|足|入れ)(?:して|て|いて)"
)
WISHES = re.compile(
    r"足りな|イメージして|じゃなくて|もっと|もう少し|もうちょ|(?:が|の|で|と|ほうが|方が)(?:いい|良い)(?:な[あー]?|です|かも)?$|(?:ほし|欲し)い(?:です|な)?$|たら(?:どう)?(?:なる|です(?:か)?)?$|ならどう"
    r"|(?:は|なら|とか|も)どう(?:です(?:か)?|かな)?$|(?<!何が)(?:でき|出来)(?:る|ます(?:か)?|ない(?:か|かな)?|ません(?:か)?)$|(?:[せけれべ]|られ)(?:る|ます(?:か)?)$(?<=か)|可能(?:です(?:か)?)?$|(?:に|く|)したい(?:です|な)?$"
    r"|見てみたい|見たい(?:です|な)?$|なしで|抜きで|つきで|付きで|風[にで]|(?:[^ま]|[ぁ-んァ-ヶ一-龠])(?:で|に|(?<!行)く)$|だらけ$|(?:べき|すぎ|過ぎ)(?:ない)?$|代わりに|かわりに|じゃなくて|ではなく"
)
OPINIONS = re.compile(
    r"好き|かわい|可愛|すご|凄|やば|ヤバ|似て(?:る|い)|最高|綺麗|きれい|面白|うま[いす]|上手|まじ|思(?:う|った|い)|昨日|明日|今日|うちの|笑(?!顔)|わかる|欲しくな|印刷|見せて"
    r"|離席|戻り|誰(?:が|の|か|だ)|試合|会議|仕事|ご飯|寝(?:る|ます)|作った|すみません|ごめん|チャンネル"
)
REMARK_ENDS = re.compile(
    r"(?:[ねよなわぞか]|かな|かも|だろう?|でしょう?|です|ます|ました|した|った|んだ|だ|の|じゃん|けど|から|らしい|みたい|そう|って|る|い|う|す)$"
)
PICTURES = re.compile(
    r"[赤青緑黄紫黒白灰茶金銀色光影雨雪霧雲星空夜昼朝夕春夏秋冬火水海湖川山森林木花葉草原砂島街町村道橋家城塔港猫犬狐熊狼馬鳥魚鯨鹿虎竜龍侍騎姫王男女子顔目耳髪手足羽尾髭帽服剣鎧傘船車"
    r"絵画版風姿角像]|ピンク|オレンジ|カラー|コントラスト|彩度|明る|暗|ネオン|背景|アニメ|ジブリ|レゴ|ドット|ピクセル|ロゴ|アイコン|ステッカー|ポスター|水彩|油絵|スケッチ|イラスト|写真"
    r"|バージョン|スタイル|リアル|アップ|引き|寄り|裏側|表側|自販機|灯台|巨大|タコ|ダコ|控えめ|反転|回転|近く|遠く|大きく|小さく|高く|低[くめ]|強[くめ]|濃[くい]|薄[くい]|ドラゴン|クジラ|ロボット|ユニコーン|ネコ|イヌ|キツネ|ウサギ|カフェ|二匹|[0-9一二三四五]+[匹人羽頭個本枚]"
    r"|^[ァ-ヶー]{5,}$|(?:なし|抜き|つき|付き|多め|少なめ|だけ|希望)$"
)


def is_said(clause: str, phrases: Sequence[re.Pattern[str]] = SAID) -> bool:
    """Return whether a clause is nothing but phrases of small talk, one after another."""
    reached = {0}
    for at in range(len(clause)):
        if at in reached:
            reached |= {found.end() for each in phrases if (found := each.match(clause, at))}
    return len(clause) in reached


def without_names(clauses: Sequence[str]) -> list[str]:
    """Return clauses without the name of who is thanked, greeted or praised."""
    unnamed = [_without_name(part) for part in clauses]
    if any(is_said(part, ADDRESSED) for part in unnamed):
        return [part for part in unnamed if is_said(part) or not _CALLED.fullmatch(part)]
    return unnamed


def _without_name(clause: str) -> str:
    if len(clause) > _LONGEST_NAMED:
        return clause
    for at in range(1, len(clause)):
        before, after = clause[:at], clause[at:]
        if _CALLED.fullmatch(before) and is_said(after, ADDRESSED):
            return after
        if _is_name(after) and is_said(before, ADDRESSED):
            return before
    return clause


def _is_name(word: str) -> bool:
    if _CALLED.fullmatch(word):
        return True
    return _NAME.fullmatch(word) is not None and not PICTURES.search(word)
