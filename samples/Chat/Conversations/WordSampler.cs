using System.Numerics.Tensors;

namespace RedisAi.Samples.Chat.Conversations;

/// <summary>Picks the next word by how likely the model finds each. The same seed makes the same picks.</summary>
internal sealed class WordSampler(Vocabulary vocabulary, int seed)
{
    /// <summary>Below 1, likely words become likelier still: fewer surprises, and fewer mistakes.</summary>
    private const float Temperature = 0.5f;

    private readonly Random _random = new(seed);

    /// <summary>A sampler that picks the same words whenever, and wherever, a turn of a conversation is said.</summary>
    public static WordSampler ForTurn(Vocabulary vocabulary, long conversation, long turn) => new(vocabulary, unchecked((int)((conversation * 1_000_003) + turn)));

    /// <summary>Picks a word, or the mark at the end of an answer.</summary>
    /// <param name="logits">One number for each word of the vocabulary; the higher, the likelier.</param>
    public int Pick(ReadOnlySpan<float> logits)
    {
        Span<float> weights = stackalloc float[logits.Length];
        TensorPrimitives.Divide(logits, Temperature, weights);
        weights[vocabulary.Unknown] = float.NegativeInfinity;
        weights[vocabulary.Answer] = float.NegativeInfinity;
        TensorPrimitives.SoftMax<float>(weights, weights);

        float left = _random.NextSingle();
        int likeliest = 0;
        for (int word = 0; word < weights.Length; word++)
        {
            left -= weights[word];
            if (left < 0)
            {
                return word;
            }

            likeliest = weights[word] > weights[likeliest] ? word : likeliest;
        }

        // The weights add up to 1, but for rounding.
        return likeliest;
    }
}
