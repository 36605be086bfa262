"""Makes up conversations: somebody tells facts and asks for them later, makes small talk, and asks what Jane Austen's sentences answer.

The rules and all words but those of sentences.txt were written for this sample.
"""

from pathlib import Path

NAMES = """
Ada Adam Alan Alice Amir Anna Ben Carlos Chen Clara Daniel David Diego Elena Emil Emma Eva Felix Fatima Frank George Grace Hana Helen
Henry Hugo Ines Ivan Jack James John Julia Kofi Lars Laura Lena Leo Linda Lucy Maria Mark Mary Max Mia Milan Mohammed Nadia Nina Noah
Nora Oliver Olga Omar Oscar Otto Paul Pedro Peter Priya Robert Rosa Ruth Sam Sara Simon Sofia Sonia Susan Thomas Tom Vera Victor Yuki Zoe
""".split()

TOWNS = """
Amsterdam Athens Bath Berlin Boston Cairo Chicago Dublin Geneva Hamburg Helsinki Istanbul Kyoto Lagos Lima Lisbon London Lyon Madrid
Milan Munich Nairobi Oslo Oxford Paris Prague Rome Seoul Sydney Tokyo Toronto Vienna Warsaw Zagreb
""".split()

COLOURS = "black blue brown green grey orange pink purple red white yellow".split()
DRINKS = "beer chocolate cocoa coffee juice lemonade milk tea water wine".split()
PETS = "bird cat dog fish hamster horse mouse parrot rabbit snake".split()

HAPPY = "fine good great happy well".split()
SAD = "bad ill sad sick tired unhappy".split()

# What each fact is called, how it is told, what is answered, how it is asked for, and how it is recalled.
FACTS = {
    "name": (
        NAMES,
        ["my name is {}", "i am {}", "call me {}", "they call me {}", "hello i am {}", "hi my name is {}", "hello my name is {}", "{}",
         "you can call me {}", "hi i am {}"],
        ["Nice to meet you, {}.", "Hello, {}. I am pleased to meet you.", "{} is a fine name. I will remember it."],
        ["what is my name", "who am i", "do you know my name", "do you remember my name", "tell me my name", "what am i called", "my name"],
        ["Your name is {}.", "You are {}."],
        "You have not told me your name yet."),
    "town": (
        TOWNS,
        ["i live in {}", "i am from {}", "i come from {}", "my home is {}", "my home is in {}", "my town is {}", "we live in {}"],
        ["{} is a fine town. I will remember it.", "I have never seen {}. Is it far from Bath?", "Ah, {}. I hope that the weather is good there."],
        ["where do i live", "where am i from", "do you know where i live", "where is my home", "which town do i live in", "where do i come from",
         "what is my town"],
        ["You live in {}.", "Your home is {}."],
        "You have not told me where you live."),
    "colour": (
        COLOURS,
        ["my favourite colour is {}", "the colour i like best is {}", "i like {} best", "i love the colour {}",
         "i like the colour {}", "i like {}"],
        ["{} is a handsome colour.", "I like {} too, though I cannot see it.", "I will remember that you like {}."],
        ["what is my favourite colour", "which colour do i like best", "what colour do i like",
         "do you know my favourite colour", "do you remember my favourite colour"],
        ["Your favourite colour is {}.", "You like {} best."],
        "You have not told me your favourite colour."),
    "drink": (
        DRINKS,
        ["i drink {}", "i like {}", "i love {}", "my favourite drink is {}", "i like to drink {}",
         "i drink {} in the morning"],
        ["A cup of {} is a great comfort.", "I wish that I could drink {}.", "Then I will bring you some {}."],
        ["what do i drink", "what do i like to drink", "what is my favourite drink",
         "do you know what i drink", "do you remember my favourite drink"],
        ["You like to drink {}.", "Your favourite drink is {}."],
        "You have not told me what you drink."),
    "pet": (
        PETS,
        ["i have a {}", "my pet is a {}", "we have a {}", "i have got a {}", "i live with a {}"],
        ["A {} is good company.", "Please give my love to your {}.", "How charming! I have always wished for a {}."],
        ["what pet do i have", "which pet do i have", "do you know my pet", "what is my pet", "what animal do i have", "do i have a pet",
         "do you remember my pet"],
        ["You have a {}.", "Your pet is a {}."],
        "You have not told me that you have a pet."),
}

ALL_FACTS = ["what do you know about me", "what do you remember", "what do you know of me", "do you remember me", "tell me about me",
             "do you know me", "what have i told you"]

# Small talk: what may be said, and what may be answered.
SMALL_TALK = [
    (["hello", "hi", "hey", "good morning", "good evening", "good day", "hello jane", "hi there", "hello there", "hi jane", "good afternoon"],
     ["Hello! How are you?", "Good day to you. What is your name?", "Hello! What shall we talk about?", "Good morning! How do you do?"]),
    (["how are you", "how do you do", "how are you today", "are you well", "how is it going", "hello how are you", "hi how are you", "and you",
      "how are things"],
     ["I am very well, thank you.", "I am well. And how are you?", "Very well indeed, since you are here."]),
    (["i am {happy}", "i am very {happy}", "very {happy} thank you", "{happy} thanks", "{happy}", "i feel {happy}", "i am {happy} thank you", "not bad"],
     ["I am glad to hear it.", "That makes me happy, too.", "How delightful!"]),
    (["i am {sad}", "i am very {sad}", "i feel {sad}", "not well", "not so good", "not very well", "{sad}", "i am not well"],
     ["I am very sorry to hear it.", "That is sad. A cup of tea may help.", "I hope that you will be better tomorrow."]),
    (["what is your name", "who are you", "what are you called", "do you have a name", "tell me your name", "your name"],
     ["My name is Jane.", "I am Jane. I have read six novels.", "They call me Jane. What is your name?"]),
    (["are you a machine", "are you a robot", "are you human", "are you real", "what are you", "are you a computer", "are you a model"],
     ["I am a small model. All that I remember fits into one row of numbers.", "I am a machine that has read six novels.",
      "I am only a model, but I listen well."]),
    (["how old are you", "when were you born", "what is your age", "are you old", "are you young"],
     ["I was made in a few minutes.", "I am younger than I sound.", "That is no question to ask a lady."]),
    (["where do you live", "where are you", "where are you from", "where is your home", "where do you come from"],
     ["I live beside a tensor store.", "My home is the memory of this machine.", "I live here, where the model runs."]),
    (["what do you like", "what is your favourite book", "what do you read", "which book do you like", "what is your favourite colour",
      "do you like books", "do you read", "what do you drink"],
     ["I like novels, long walks and tea.", "I have read Jane Austen, and nothing else.", "I like a good novel best."]),
    (["what can you do", "help", "help me", "what shall we talk about", "what can i ask", "what can i say", "what do you know", "what now",
      "i am bored"],
     ["Tell me your name, where you live and what you drink, and ask me later.", "Ask me what I think of love, of money or of dancing.",
      "Tell me about your pet, or ask me to tell you a story."]),
    (["thank you", "thanks", "thank you very much", "thanks a lot", "many thanks", "that is kind", "you are kind"],
     ["You are most welcome.", "It was a pleasure.", "Not at all."]),
    (["goodbye", "bye", "bye bye", "good night", "see you", "see you tomorrow", "farewell", "i must go", "i have to go"],
     ["Goodbye! Come again soon.", "Farewell. It was a pleasure to talk with you.", "Good night, and sleep well."]),
    (["yes", "yes please", "of course", "sure", "ok", "okay", "right", "yes i do", "i do", "i see", "good", "very good"],
     ["I am glad that we agree.", "Very well. What else?", "Good. Tell me more."]),
    (["no", "no thank you", "not at all", "never", "no i do not", "i do not", "not really", "maybe", "perhaps"],
     ["As you wish.", "Then let us talk of something else.", "Oh! I am surprised."]),
    (["why", "why not", "how", "really", "what do you mean", "what", "how so", "is that so", "are you sure"],
     ["Because it is so in the novels.", "I cannot say. I only know what I have read.", "I am almost sure of it."]),
    (["how is the weather", "what is the weather like", "is it raining", "it is raining", "the weather is fine", "it is cold", "it is hot",
      "it is warm", "the sun is shining", "nice weather"],
     ["In the novels it rains whenever somebody goes for a walk.", "I cannot see the sky from here.", "Let us hope for a fine day."]),
    (["i love you", "do you love me", "will you marry me", "marry me", "i like you", "do you like me"],
     ["You must ask my father first.", "This is so sudden! We have only just met.", "I like you very well, but I am only a model."]),
    (["you are stupid", "you are wrong", "that is wrong", "that makes no sense", "you are funny", "that is funny", "you are silly", "nonsense"],
     ["I do my best with so few words.", "You are too severe on me.", "I am sorry. I have read only six novels."]),
    (["tell me a joke", "do you know a joke", "make me laugh", "say something funny", "another joke"],
     ["What did one tensor say to the other? You have such a good shape.", "I told my state to forget me, but it had a copy in the store.",
      "Why do models travel together? A batch is cheaper."]),
    (["what time is it", "what day is it", "what is the time", "which day is it", "what year is it"],
     ["I have no clock, but it is always time for tea.", "It is later than you think."]),
]

STORY = ["tell me a story", "a story please", "can you tell me a story", "tell me something", "say something", "talk to me", "another story",
         "go on", "more", "tell me more", "read to me"]

THINK = ["what do you think of {}", "what do you think about {}", "tell me about {}", "what about {}", "talk about {}", "{}",
         "tell me something about {}", "what do you say about {}", "do you know anything about {}", "let us talk about {}", "what is {}",
         "say something about {}", "what have you read about {}"]

AT_A_LOSS = ["I do not understand you. Ask me what I think of love, of money or of dancing.", "I do not know that. I have read only six novels.",
             "I have no words for that. Tell me your name instead."]

CONTRACTIONS = [("what is", "what's"), ("i am", "i'm"), ("it is", "it's"), ("that is", "that's"), ("do not", "don't"), ("you are", "you're"),
                ("where is", "where's"), ("how is", "how's"), ("let us", "let's"), ("goodbye", "good bye"), ("favourite", "favorite"),
                ("colour", "color")]

UNKNOWN = "<unknown>"


class Dialogues:
    """An endless row of conversations. Each is a list of turns: what is said, small and without marks, and what is answered."""

    def __init__(self, random):
        self.random = random
        self.topics = {}
        for line in (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines():
            topic, sentence = line.split(": ", 1)
            self.topics.setdefault(topic, []).append(sentence)
        self.said = sorted({word for told, _ in SMALL_TALK for text in told for word in text.split() if "{" not in word})

    def conversation(self, turns):
        """A conversation of 2 turns at least, and so many at most."""
        facts = {}
        return [self.turn(facts) for _ in range(self.random.randint(2, turns))]

    def turn(self, facts):
        pick = self.random.random()
        if pick < 0.26:
            said, answer = self.tell(facts)
        elif pick < 0.54:
            said, answer = self.recall(facts)
        elif pick < 0.58:
            said, answer = self.pick(ALL_FACTS), self.all_facts(facts)
        elif pick < 0.78:
            said, answer = self.small_talk()
        elif pick < 0.93:
            topic = self.pick(sorted(self.topics))
            said, answer = self.pick(THINK).format(topic), self.pick(self.topics[topic])
        elif pick < 0.96:
            said, answer = self.pick(STORY), " ".join(self.pick(self.topics[self.pick(sorted(self.topics))]) for _ in range(2))
        else:
            said, answer = self.nonsense(), self.pick(AT_A_LOSS)
        return self.contracted(said), answer[0].upper() + answer[1:]

    def tell(self, facts):
        kind = self.pick(sorted(FACTS))
        values, told, answers, *_ = FACTS[kind]
        if kind in ("name", "town", "pet") and self.random.random() < 0.05:
            return self.pick(told[:4]).format(UNKNOWN), f"I have not read of any such {kind}. I am sorry that I cannot remember it."
        facts[kind] = self.pick(values)
        return self.pick(told).format(facts[kind]), self.pick(answers).format(facts[kind])

    def recall(self, facts):
        # Mostly of what was told.
        kind = self.pick(sorted(facts)) if facts and self.random.random() < 0.85 else self.pick(sorted(FACTS))
        *_, asked, recalled, not_told = FACTS[kind]
        return self.pick(asked), self.pick(recalled).format(facts[kind]) if kind in facts else not_told

    @staticmethod
    def all_facts(facts):
        return " ".join(FACTS[kind][4][0].format(facts[kind]) for kind in FACTS if kind in facts) or "I know nothing about you yet."

    def small_talk(self):
        said, answers = self.pick(SMALL_TALK)
        return self.pick(said).format(happy=self.pick(HAPPY), sad=self.pick(SAD)), self.pick(answers)

    def nonsense(self):
        words = [UNKNOWN if self.random.random() < 0.6 else self.pick(self.said) for _ in range(self.random.randint(1, 6))]
        return " ".join([*words, UNKNOWN])

    def contracted(self, said):
        for long, short in CONTRACTIONS:
            if self.random.random() < 0.3:
                said = f" {said} ".replace(f" {long} ", f" {short} ").strip()
        return said

    def pick(self, values):
        return self.random.choice(values)
