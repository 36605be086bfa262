using System.Text;

namespace RedisAi.Samples.Chat.Conversations;

/// <summary>Writes words as a sentence: spaces between them, none before punctuation, and a capital at the beginning.</summary>
internal sealed class AnswerText
{
    private readonly StringBuilder _text = new();
    private bool _isBeginning = true;

    /// <summary>Adds a word, and gives what it added to the text.</summary>
    public string Add(string word)
    {
        bool isMark = word is "." or "," or "!" or "?";
        string written = _isBeginning && !isMark ? char.ToUpperInvariant(word[0]) + word[1..] : word;
        string added = isMark || _text.Length == 0 ? written : " " + written;
        _isBeginning = isMark ? word != "," : false;
        _text.Append(added);
        return added;
    }

    public override string ToString() => _text.ToString();
}
