using RedisAi.Samples.Ocr.Detection;

namespace RedisAi.Samples.Ocr.Pages;

/// <summary>What was read off a page.</summary>
/// <param name="Pieces">The pieces of text, in the order in which one reads.</param>
/// <param name="Timings">When each step ran.</param>
internal sealed record Page(IReadOnlyList<TextPiece> Pieces, DagTimings Timings)
{
    /// <summary>Less certain pieces are more often no text than text.</summary>
    private const float LeastCertainty = 0.5f;

    /// <summary>The rows of the page, each from left to right.</summary>
    public IEnumerable<TextRow> Rows => Pieces.GroupBy(static piece => piece.Row).Select(static row => new TextRow([.. row]));

    public static Page Of(DagResult result)
    {
        ReadOnlySpan<float> boxes = result.AsSpan<float>("boxes");
        ReadOnlySpan<long> rows = result.AsSpan<long>("rows");
        ReadOnlySpan<string> texts = result["texts"].AsStrings();
        ReadOnlySpan<float> certainties = result.AsSpan<float>("certainties");
        List<TextPiece> pieces = [];
        for (int i = 0; i < texts.Length; i++)
        {
            if (certainties[i] >= LeastCertainty)
            {
                pieces.Add(new TextPiece(texts[i], certainties[i], rows[i], TextBox.Read(boxes[(i * TextBox.Numbers)..])));
            }
        }

        return new Page(pieces, result.Timings!);
    }

    /// <summary>Whether both have the same text at the same places, as certain to the bit.</summary>
    public bool HasSameTextAs(Page other) => Pieces.SequenceEqual(other.Pieces);
}
