"""Forms of one forename that a family may use by turns: Liz is Elizabeth. Data, to be added to.

Source: chosen by us from the short forms in common use in England, of which the public word list
"nicknames" (github.com/carltonnorthern/nicknames, Apache License 2.0) has most; the spellings of Muhammad
are those that the Office for National Statistics tells apart in its lists of baby names. Every name is
written as a search key. A name may stand in several rows: Alex is Alexander and Alexandra.
"""

_GROUPS = """
abigail abby abbie abi gail
abdul abdal abd
ahmed ahmad achmed
aidan aiden ayden
albert al bert bertie
alexander alex alec alexi sandy xander sasha
alexandra alex alexa sandra sandy lexi sasha
alfred alf alfie fred freddie
alison allison alyson ali
amanda mandy
amelia amy millie milly
andrew andy drew
angela angie ange
ann anne anna annie annette
anthony antony tony ant
archibald archie
arthur art artie
barbara barb babs
benjamin ben benny benji
bernard bernie
bethany beth
bradley brad
bridget bridie biddy brigid
cameron cam
caroline carolyn carol carrie
catherine katherine kathryn catharine katharine kate katie katy cath cathy kathy kit kitty
charles charlie charley chas chuck
charlotte charlie lottie lotte
christina christine chris chrissie tina kristina kirsty
christopher chris kit topher kristopher
daniel dan danny
danielle dani
david dave davey davie
deborah debra deb debbie
dennis denis den
dominic dom
donald don donny
dorothy dot dottie dolly
edward ed eddie eddy ted teddy ned
eleanor elinor ellie nell nellie nora
elizabeth elisabeth liz lizzie lizzy beth bess bessie betty betsy eliza libby lisa
emily em emmy millie
emma em emmy
eric erik rick
eugene gene
finlay finley fin finn
florence flo florrie flossie
frances fran frankie fanny
francis frank frankie
fatima fatma fatimah fatema
frederick fred freddie freddy
gabriel gabe
gabrielle gabby gaby
gareth gary gaz
gavin gav
geoffrey jeffrey geoff jeff
george georgie
georgina georgia georgie gina
gerald gerard gerry jerry
graham graeme
gregory greg
gillian jill gill jillian
hannah hanna
harold harry hal
harriet hattie harry
hassan hasan
helen helena nell ellen
henry harry hal hank
hussain hussein husain hossein
ibrahim abraham ebrahim
imogen immy
isabel isabelle isobel isabella izzy bella belle
jack john
jacob jake
jacqueline jackie jacqui
james jim jimmy jamie jem
jane janie jenny
janet jan
jason jay
jennifer jen jenny jenni
jeremy jerry jem
jessica jess jessie
joan joanie
joanna joanne jo
john johnny jack jon
jonathan jonathon jon jonny
joseph joe joey jo yusuf yousef youssef
josephine jo josie
joshua josh
judith judy
julia julie jules
kenneth ken kenny
kevin kev
kimberley kimberly kim
laurence lawrence larry laurie loz
leonard len lenny leo
leslie lesley les
lewis louis lou lewie
lily lillian lilian lil
louise lou
lucy lucinda luce
madeleine madeline maddie maddy
malcolm malc
margaret maggie meg megan peggy madge greta marge daisy margie
maria mary marie
mark marcus marc
martin marty
martha mattie
mary mae may molly polly
matthew matt mat matty
maureen mo
maxwell maximilian max
melanie mel
melissa mel missy
michael mike mick micky mikey mickey
michelle shell shelly chelle
mohammed muhammad mohammad mohamed muhammed mohamad mohamud mo md
morris maurice mo
natalie nat natasha tasha
natasha tasha nat
nathaniel nathan nat nate
nicholas nick nicky nico nicolas
nicola nicole nicky nikki nic
norman norm
oliver olly ollie
olivia liv livvy livia
pamela pam
patricia pat patsy tricia trish patty
patrick pat paddy rick
paul pauly
pauline polly
penelope penny
peter pete
philip phillip phil pip
philippa pippa pip
priscilla cilla
rachel rachael rach rae
rebecca becky becca beck rebekah
reginald reg reggie
richard dick rick ricky rich richie dickie
robert rob bob bobby robbie bert
roberta bobbie
roger rodge
ronald ron ronnie
rosemary rose rosie
rosalind ros roz rose
samantha sam sammy
samuel sam sammy
sandra sandy
sarah sara sally sal
sean shaun shawn
sebastian seb
sharon shaz
shannon shan
sidney sydney sid
simon si
sophia sofia sophie
stacey stacy anastasia
stanley stan
stephanie steph stevie
stephen steven steve stevie stephan
stuart stewart stu
susan sue susie suzie suzy susanna suzanne
sylvia silvia
tabitha tabby
terence terrence terry tel
teresa theresa tess tessa terry
theodore theo ted teddy
thomas tom tommy
timothy tim timmy
tobias toby
valerie val
veronica ronnie vera
victoria vicky vicki tori
vincent vince vinny
violet vi
walter walt wally
wilfred wilf fred
william will bill billy willie liam
winifred win winnie freda
yasmin jasmine yasmine jasmin
zachary zac zack zak
zoe zoey
"""

GROUPS: tuple[frozenset[str], ...] = tuple(frozenset(line.split()) for line in _GROUPS.strip().splitlines())


def other_forms(word: str) -> frozenset[str]:
    """The other forms of a forename, by search key; none for a name without any."""
    return frozenset().union(*(group for group in GROUPS if word in group)) - {word}
