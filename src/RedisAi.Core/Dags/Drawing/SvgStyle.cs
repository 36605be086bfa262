namespace RedisAi.Dags.Drawing;

/// <summary>The colours of pictures, for light and for dark surroundings.</summary>
internal static class SvgStyle
{
    public const double NameSize = 13;

    public const double DetailSize = 10.5;

    public const string Fonts = "font-family=\"system-ui,-apple-system,'Segoe UI',Helvetica,Arial,'DejaVu Sans',sans-serif\"";

    private static readonly (string Kind, string Light, string LightLine, string Dark, string DarkLine)[] s_kinds =
    [
        ("input", "#e3f1e6", "#4c9a62", "#16301f", "#5fb87a"),
        ("output", "#e3f1e6", "#4c9a62", "#16301f", "#5fb87a"),
        ("load", "#f7ecd8", "#b5822c", "#34270f", "#d3a04a"),
        ("persist", "#f7ecd8", "#b5822c", "#34270f", "#d3a04a"),
        ("model", "#e1ebfb", "#3d74c9", "#14243f", "#6a9df0"),
        ("script", "#efe5fa", "#8350bd", "#291a3d", "#ad82e0"),
        ("function", "#eceef1", "#6b7684", "#22272e", "#8b96a5"),
        ("map", "#fbe4ea", "#c04a6c", "#3b1621", "#e07c9a"),
        ("if", "#fbe4ea", "#c04a6c", "#3b1621", "#e07c9a"),
        ("value", "#f7f8fa", "#9aa3ae", "#1b2027", "#6f7a88"),
    ];

    /// <summary>The class of a kind of box: all forms of C# look alike.</summary>
    public static string ClassOf(string kind) => kind is "kernel" or "split" ? "dag-function" : $"dag-{kind}";

    /// <summary>The style sheet; with the classes <c>dag-KIND</c>.</summary>
    public static string Sheet { get; } = $$"""
        <style>
        .dag-back{fill:#ffffff}.dag-name{fill:#1c2128}.dag-detail{fill:#57606a}.dag-edge{fill:none;stroke:#7d8794;stroke-width:1.3}.dag-dashed{stroke-dasharray:5 4}
        .dag-head{fill:#7d8794}.dag-frame{fill:#8090a5;fill-opacity:.07;stroke:#8c96a3;stroke-dasharray:3 3}.dag-grid{stroke:#8c96a3;stroke-opacity:.3}.dag-lane{fill:#8090a5;fill-opacity:.08}
        {{string.Join('\n', s_kinds.Select(static kind => $$""".dag-{{kind.Kind}}{fill:{{kind.Light}};stroke:{{kind.LightLine}};stroke-width:1.2}"""))}}
        @media (prefers-color-scheme:dark){
        .dag-back{fill:#0d1117}.dag-name{fill:#e6edf3}.dag-detail{fill:#9aa5b1}.dag-edge{stroke:#8b96a5}.dag-head{fill:#8b96a5}.dag-frame{stroke:#6f7a88}
        {{string.Join('\n', s_kinds.Select(static kind => $$""".dag-{{kind.Kind}}{fill:{{kind.Dark}};stroke:{{kind.DarkLine}}}"""))}}
        }
        </style>
        """.ReplaceLineEndings("\n");
}
