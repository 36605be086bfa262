using Spectre.Console.Rendering;

namespace RedisAi.Cli.Output;

/// <summary>A part of what a person sees.</summary>
internal interface IBlock
{
    /// <summary>Writes it as plain lines, where the output goes to a file or another program.</summary>
    void WriteTo(TextWriter plain);

    /// <summary>Draws it for a terminal.</summary>
    IRenderable Draw();
}
