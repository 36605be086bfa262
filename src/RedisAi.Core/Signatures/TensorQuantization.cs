namespace RedisAi;

/// <summary>How the whole numbers of a quantised tensor stand for real ones: <c>real = Scale * (whole - ZeroPoint)</c>.</summary>
/// <param name="Scale">How far two neighbouring whole numbers are apart; above 0.</param>
/// <param name="ZeroPoint">The whole number that stands for 0.</param>
public sealed record TensorQuantization(float Scale, long ZeroPoint)
{
    /// <summary>Returns both as text, as in <c>scale 0.00392157, zero point -128</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"scale {Scale}, zero point {ZeroPoint}");
}
