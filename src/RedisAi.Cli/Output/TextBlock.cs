using Spectre.Console;
using Spectre.Console.Rendering;

namespace RedisAi.Cli.Output;

/// <summary>A line of text.</summary>
/// <param name="text">The line.</param>
/// <param name="isHeading">Whether it stands above something.</param>
internal sealed class TextBlock(string text, bool isHeading = false) : IBlock
{
    public void WriteTo(TextWriter plain) => plain.WriteLine(text);

    // Not markup: what others have written may have brackets.
    public IRenderable Draw() => new Text($"{text}{Environment.NewLine}", isHeading ? new Style(decoration: Decoration.Bold) : Style.Plain);
}
