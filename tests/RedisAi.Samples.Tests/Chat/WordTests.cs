using RedisAi.Samples.Chat.Conversations;

namespace RedisAi.Samples.Tests.Chat;

/// <summary>From text to the model's words, and back.</summary>
public sealed class WordTests
{
    private static readonly Vocabulary s_vocabulary = Vocabulary.Read(Path.Combine(AppContext.BaseDirectory, Vocabulary.WordsPath));

    [Theory]
    [InlineData("My name is ANNA!", "my name is Anna")]
    [InlineData("what’s  my name?", "what's my name")]
    [InlineData("I ate 42 xyzzies", "I <unknown> <unknown> <unknown>")]
    [InlineData("<end> . -", "end")]
    [InlineData("", "")]
    public void Text_becomes_known_words(string text, string words) =>
        Assert.Equal(words, string.Join(' ', s_vocabulary.Encode(text).Select(number => s_vocabulary[number])));

    [Fact]
    public void Words_become_sentences()
    {
        AnswerText answer = new();

        string[] pieces = [.. "well , you are Anna . how do you do ?".Split(' ').Select(answer.Add)];

        Assert.Equal("Well, you are Anna. How do you do?", answer.ToString());
        Assert.Equal(answer.ToString(), string.Concat(pieces));
    }

    [Fact]
    public void Likely_words_are_picked_and_unlikely_ones_are_not()
    {
        float[] logits = new float[s_vocabulary.Count];
        logits.AsSpan().Fill(-20);
        logits[100] = 5;
        logits[200] = 5;
        WordSampler sampler = new(s_vocabulary, seed: 1);

        int[] picked = [.. Enumerable.Range(0, 200).Select(_ => sampler.Pick(logits))];

        Assert.Equal([100, 200], picked.Distinct().Order());
        Assert.InRange(picked.Count(static word => word == 100), 70, 130);
    }

    [Fact]
    public void Marks_are_never_said()
    {
        float[] logits = new float[s_vocabulary.Count];
        logits[s_vocabulary.Unknown] = logits[s_vocabulary.Answer] = 1000;
        WordSampler sampler = new(s_vocabulary, seed: 1);

        int[] picked = [.. Enumerable.Range(0, 200).Select(_ => sampler.Pick(logits))];

        Assert.DoesNotContain(s_vocabulary.Unknown, picked);
        Assert.DoesNotContain(s_vocabulary.Answer, picked);
    }

    [Fact]
    public void Same_seed_makes_the_same_picks()
    {
        float[] logits = new float[s_vocabulary.Count];

        Assert.Equal(Pick(7), Pick(7));
        Assert.NotEqual(Pick(7), Pick(8));

        int[] Pick(int seed)
        {
            WordSampler sampler = new(s_vocabulary, seed);
            return [.. Enumerable.Range(0, 20).Select(_ => sampler.Pick(logits))];
        }
    }
}
