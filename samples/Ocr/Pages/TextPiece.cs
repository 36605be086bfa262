using RedisAi.Samples.Ocr.Detection;

namespace RedisAi.Samples.Ocr.Pages;

/// <summary>A piece of text.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Certainty">The mean probability of its characters, from 0 to 1.</param>
/// <param name="Row">Pieces that stand side by side have the same number.</param>
/// <param name="Box">Where it is.</param>
internal sealed record TextPiece(string Text, float Certainty, long Row, TextBox Box);
