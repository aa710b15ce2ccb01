//! Refdesk: a virtual reference desk as one external XMPP component.
