using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace RedisAi.Cli.CommandLine;

/// <summary>Options that are numbers.</summary>
internal static class NumberOption
{
    /// <summary>An option that says of what is no number that it is none, and not which type of .NET's it should be.</summary>
    public static Option<T?> Create<T>(string name, string helpName, string description, T? usual = null)
        where T : struct, INumber<T>
    {
        Option<T?> option = new(name) { HelpName = helpName, Description = description, CustomParser = Parse<T> };
        if (usual is not null)
        {
            option.DefaultValueFactory = _ => usual;
        }

        return option;
    }

    private static T? Parse<T>(ArgumentResult result)
        where T : struct, INumber<T>
    {
        string text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T number))
        {
            return number;
        }

        result.AddError($"{((OptionResult)result.Parent!).Option.Name} '{text}' is no {(T.IsInteger(T.One / (T.One + T.One)) ? "whole " : "")}number.");
        return null;
    }
}
