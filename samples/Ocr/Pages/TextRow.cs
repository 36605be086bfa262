namespace RedisAi.Samples.Ocr.Pages;

/// <summary>What stands side by side on a page.</summary>
/// <param name="Pieces">From left to right.</param>
internal sealed record TextRow(IReadOnlyList<TextPiece> Pieces)
{
    public string Text => string.Join("   ", Pieces.Select(static piece => piece.Text));

    /// <summary>That of the least certain piece.</summary>
    public float Certainty => Pieces.Min(static piece => piece.Certainty);
}
