using RedisAi.Keyspace;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai;

/// <summary>Goes through the tokens of a command whose options come in one order.</summary>
internal sealed class TokenCursor(CommandArguments arguments, int first)
{
    public int Place { get; private set; } = first;

    public int Left => arguments.Count - Place;

    public bool IsAtEnd => Left <= 0;

    /// <summary>Whether the next token is a word, in capitals or not.</summary>
    public bool IsNext(string word) => arguments.Is(Place, word);

    /// <summary>Passes the next token if it is a word.</summary>
    public bool Skip(string word)
    {
        bool isNext = IsNext(word);
        Place += isNext ? 1 : 0;
        return isNext;
    }

    /// <summary>The next token; an empty text at the end.</summary>
    public string Next()
    {
        string text = IsAtEnd ? "" : arguments.Text(Place);
        Place++;
        return text;
    }

    /// <summary>Reads the next token as a number that is not negative.</summary>
    /// <exception cref="CommandException">It is none, or there is none; with the text that is given.</exception>
    public long NextCount(string error)
    {
        if (IsAtEnd || !KeyspaceNumber.TryInteger(arguments.Bytes(Place), out long value) || value < 0)
        {
            throw new CommandException(error);
        }

        Place++;
        return value;
    }

    /// <summary>Passes tokens up to a word; says how many.</summary>
    public int SkipTo(string word)
    {
        int start = Place;
        while (!IsAtEnd && !IsNext(word))
        {
            Place++;
        }

        return Place - start;
    }

    public void Skip(int count) => Place += count;
}
