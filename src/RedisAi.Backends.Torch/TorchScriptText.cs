using System.Text;
using System.Text.RegularExpressions;
using RedisAi.Backends.Torch.Interop;

namespace RedisAi.Backends.Torch;

/// <summary>Prepares a source for the compiler: leaves out imports of what is known anyway, and refuses what would exhaust the stack.</summary>
internal static partial class TorchScriptText
{
    private const int MaxLength = 1 << 20;

    /// <summary>The compiler recurses with each bracket and each indented block; people do not write hundreds of them.</summary>
    private const int MaxDepth = 200;

    /// <summary>libtorch 1.13 ends the process on chains of 7,000 of "or False and".</summary>
    private const int MaxConditions = 4_000;

    /// <summary>Returns the source with the same lines, so that errors name the right ones.</summary>
    /// <exception cref="ScriptCompilationException">The source is too long or too deep, or imports what no script can use.</exception>
    public static string Prepare(string source)
    {
        if (source.Length > MaxLength)
        {
            throw new ScriptCompilationException($"The source has {source.Length} characters; at most {MaxLength} are compiled.");
        }

        source = WithLineFeeds(source);
        ThrowIfTooDeep(source);
        if (Condition().Count(source) > MaxConditions)
        {
            throw new ScriptCompilationException($"The source has more than {MaxConditions} conditions: and, or, if, elif.");
        }

        ThrowIfUnencodable(source);
        return WithoutImports(source);
    }

    /// <summary>Ends lines as Python does. Other characters that end lines elsewhere, such as U+2028, stay: a string may hold them.</summary>
    private static string WithLineFeeds(string source) => source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private static void ThrowIfUnencodable(string source)
    {
        try
        {
            Utf8Text.Strict.GetByteCount(source);
        }
        catch (EncoderFallbackException error)
        {
            int line = source.AsSpan(0, error.Index).Count('\n') + 1;
            throw new ScriptCompilationException($"Line {line}: the source {Utf8Text.Unencodable}", error);
        }
    }

    /// <summary>Blanks the lines that import what is known. A line here goes on over the physical ones of a string or of brackets.</summary>
    private static string WithoutImports(string source)
    {
        StringBuilder prepared = new(source.Length);
        int number = 1;
        for (int start = 0; start < source.Length;)
        {
            int end = TorchScriptLine.EndOf(source, start);
            string line = source[start..end];
            int ends = line.AsSpan().Count('\n');
            if (!Import().IsMatch(line))
            {
                prepared.Append(line);
            }
            else if (Known().IsMatch(TorchScriptLine.Joined(line)))
            {
                prepared.Append('\n', ends);
            }
            else
            {
                throw new ScriptCompilationException(
                    $"Line {number}: '{line.Split('\n')[0].Trim()}' cannot be imported: a script has torch, math, redis, redisAI and the types of typing, and nothing else.");
            }

            number += ends;
            start = end;
        }

        return prepared.ToString();
    }

    private static void ThrowIfTooDeep(string source)
    {
        int depth = 0;
        int indentation = 0;
        bool atStart = true;
        foreach (char character in source)
        {
            bool blank = character is ' ' or '\t';
            indentation = !atStart ? 0 : blank ? indentation + 1 : indentation;
            atStart = character == '\n' || (atStart && blank);
            depth += character is '(' or '[' or '{' ? 1 : character is ')' or ']' or '}' && depth > 0 ? -1 : 0;
            if (depth > MaxDepth || indentation > MaxDepth)
            {
                throw new ScriptCompilationException($"The source nests brackets more than {MaxDepth} deep, or has lines indented further than that.");
            }
        }
    }

    [GeneratedRegex(@"\b(and|or|if|elif)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Condition();

    [GeneratedRegex(@"^(import|from)[\s\\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Import();

    // No two parts that follow each other match the same characters: with a choice of where one ends, long blanks would take minutes.
    [GeneratedRegex(@"^(import\s+(torch|math|typing)\s*|from\s+(typing|torch|__future__)\s+import(\s[\w\s,]+|\s*\([\w\s,]+\)\s*))$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Known();
}
