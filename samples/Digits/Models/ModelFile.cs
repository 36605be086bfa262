namespace RedisAi.Samples.Digits.Models;

/// <summary>A model that tells digits.</summary>
/// <param name="Framework">What it was made with.</param>
/// <param name="Path">Its file.</param>
/// <param name="PixelScale">What pixels are divided by; networks were trained on numbers from 0 to 1.</param>
internal sealed record ModelFile(string Framework, string Path, float PixelScale = 1)
{
    /// <summary>Whether it takes images with one channel, where its file does not say.</summary>
    public bool TakesImages { get; init; }
}
